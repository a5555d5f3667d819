// One REFERRED tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT referred_tie_id IF NOT EXISTS
FOR ()-[tie:REFERRED]-() REQUIRE tie.tie_id IS UNIQUE
