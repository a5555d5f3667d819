// One HOLDS tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT holds_tie_id IF NOT EXISTS
FOR ()-[tie:HOLDS]-() REQUIRE tie.tie_id IS UNIQUE
