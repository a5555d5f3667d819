// One CONTROLS tie for each tie_id, so that a batch that is sent again writes nothing twice.
// access schema
CREATE CONSTRAINT controls_tie_id IF NOT EXISTS
FOR ()-[tie:CONTROLS]-() REQUIRE tie.tie_id IS UNIQUE
