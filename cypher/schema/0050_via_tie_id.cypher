// One VIA tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT via_tie_id IF NOT EXISTS
FOR ()-[tie:VIA]-() REQUIRE tie.tie_id IS UNIQUE
