// One IN_RELATED_GROUP tie for each tie_id, so that a batch that is sent again writes nothing twice.
// access schema
CREATE CONSTRAINT in_related_group_tie_id IF NOT EXISTS
FOR ()-[tie:IN_RELATED_GROUP]-() REQUIRE tie.tie_id IS UNIQUE
