// One SPOUSE_OF tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT spouse_of_tie_id IF NOT EXISTS
FOR ()-[tie:SPOUSE_OF]-() REQUIRE tie.tie_id IS UNIQUE
