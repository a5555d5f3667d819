// One HAS_EMAIL tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT has_email_tie_id IF NOT EXISTS
FOR ()-[tie:HAS_EMAIL]-() REQUIRE tie.tie_id IS UNIQUE
