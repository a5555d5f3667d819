// One ON_ACCOUNT tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT on_account_tie_id IF NOT EXISTS
FOR ()-[tie:ON_ACCOUNT]-() REQUIRE tie.tie_id IS UNIQUE
