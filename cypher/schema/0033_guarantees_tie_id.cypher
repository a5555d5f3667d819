// One GUARANTEES tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT guarantees_tie_id IF NOT EXISTS
FOR ()-[tie:GUARANTEES]-() REQUIRE tie.tie_id IS UNIQUE
