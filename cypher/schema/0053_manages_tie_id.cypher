// One MANAGES tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT manages_tie_id IF NOT EXISTS
FOR ()-[tie:MANAGES]-() REQUIRE tie.tie_id IS UNIQUE
