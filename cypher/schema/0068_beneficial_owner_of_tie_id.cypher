// One BENEFICIAL_OWNER_OF tie for each tie_id, so that a batch that is sent again writes nothing twice.
// access schema
CREATE CONSTRAINT beneficial_owner_of_tie_id IF NOT EXISTS
FOR ()-[tie:BENEFICIAL_OWNER_OF]-() REQUIRE tie.tie_id IS UNIQUE
