// One SETTLES_THROUGH tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT settles_through_tie_id IF NOT EXISTS
FOR ()-[tie:SETTLES_THROUGH]-() REQUIRE tie.tie_id IS UNIQUE
