// One INTERACTED tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT interacted_tie_id IF NOT EXISTS
FOR ()-[tie:INTERACTED]-() REQUIRE tie.tie_id IS UNIQUE
