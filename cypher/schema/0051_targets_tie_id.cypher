// One TARGETS tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT targets_tie_id IF NOT EXISTS
FOR ()-[tie:TARGETS]-() REQUIRE tie.tie_id IS UNIQUE
