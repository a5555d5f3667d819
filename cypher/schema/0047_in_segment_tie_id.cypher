// One IN_SEGMENT tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT in_segment_tie_id IF NOT EXISTS
FOR ()-[tie:IN_SEGMENT]-() REQUIRE tie.tie_id IS UNIQUE
