// One HAS_PHONE tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT has_phone_tie_id IF NOT EXISTS
FOR ()-[tie:HAS_PHONE]-() REQUIRE tie.tie_id IS UNIQUE
