// One OVERRIDDEN tie for each tie_id.
// access schema
CREATE CONSTRAINT overridden_tie_id IF NOT EXISTS
FOR ()-[tie:OVERRIDDEN]-() REQUIRE tie.tie_id IS UNIQUE
