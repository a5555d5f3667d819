// One IN_COMMUNITY tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT in_community_tie_id IF NOT EXISTS
FOR ()-[tie:IN_COMMUNITY]-() REQUIRE tie.tie_id IS UNIQUE
