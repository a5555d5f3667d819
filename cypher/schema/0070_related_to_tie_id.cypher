// One RELATED_TO tie for each tie_id, so that a batch that is sent again writes nothing twice.
// access schema
CREATE CONSTRAINT related_to_tie_id IF NOT EXISTS
FOR ()-[tie:RELATED_TO]-() REQUIRE tie.tie_id IS UNIQUE
