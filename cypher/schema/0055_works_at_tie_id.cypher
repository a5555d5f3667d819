// One WORKS_AT tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT works_at_tie_id IF NOT EXISTS
FOR ()-[tie:WORKS_AT]-() REQUIRE tie.tie_id IS UNIQUE
