// One OWNS tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT owns_tie_id IF NOT EXISTS
FOR ()-[tie:OWNS]-() REQUIRE tie.tie_id IS UNIQUE
