// One HAS_ADDRESS tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT has_address_tie_id IF NOT EXISTS
FOR ()-[tie:HAS_ADDRESS]-() REQUIRE tie.tie_id IS UNIQUE
