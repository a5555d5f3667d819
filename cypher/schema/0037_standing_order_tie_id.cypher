// One STANDING_ORDER tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT standing_order_tie_id IF NOT EXISTS
FOR ()-[tie:STANDING_ORDER]-() REQUIRE tie.tie_id IS UNIQUE
