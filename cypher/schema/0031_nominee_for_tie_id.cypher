// One NOMINEE_FOR tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT nominee_for_tie_id IF NOT EXISTS
FOR ()-[tie:NOMINEE_FOR]-() REQUIRE tie.tie_id IS UNIQUE
