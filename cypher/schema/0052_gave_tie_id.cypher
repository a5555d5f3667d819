// One GAVE tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT gave_tie_id IF NOT EXISTS
FOR ()-[tie:GAVE]-() REQUIRE tie.tie_id IS UNIQUE
