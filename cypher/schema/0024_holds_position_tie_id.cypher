// One HOLDS_POSITION tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT holds_position_tie_id IF NOT EXISTS
FOR ()-[tie:HOLDS_POSITION]-() REQUIRE tie.tie_id IS UNIQUE
