// One COVERS tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT covers_tie_id IF NOT EXISTS
FOR ()-[tie:COVERS]-() REQUIRE tie.tie_id IS UNIQUE
