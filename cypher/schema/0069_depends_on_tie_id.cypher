// One DEPENDS_ON tie for each tie_id, so that a batch that is sent again writes nothing twice.
// access schema
CREATE CONSTRAINT depends_on_tie_id IF NOT EXISTS
FOR ()-[tie:DEPENDS_ON]-() REQUIRE tie.tie_id IS UNIQUE
