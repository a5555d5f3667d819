// One SCORED tie for each tie_id, so that a batch that is sent again writes nothing twice.
// access schema
CREATE CONSTRAINT scored_tie_id IF NOT EXISTS
FOR ()-[tie:SCORED]-() REQUIRE tie.tie_id IS UNIQUE
