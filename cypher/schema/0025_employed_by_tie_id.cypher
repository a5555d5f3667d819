// One EMPLOYED_BY tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT employed_by_tie_id IF NOT EXISTS
FOR ()-[tie:EMPLOYED_BY]-() REQUIRE tie.tie_id IS UNIQUE
