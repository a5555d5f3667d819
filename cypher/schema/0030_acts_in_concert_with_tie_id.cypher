// One ACTS_IN_CONCERT_WITH tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT acts_in_concert_with_tie_id IF NOT EXISTS
FOR ()-[tie:ACTS_IN_CONCERT_WITH]-() REQUIRE tie.tie_id IS UNIQUE
