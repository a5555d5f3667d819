// One IN_HOUSEHOLD tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT in_household_tie_id IF NOT EXISTS
FOR ()-[tie:IN_HOUSEHOLD]-() REQUIRE tie.tie_id IS UNIQUE
