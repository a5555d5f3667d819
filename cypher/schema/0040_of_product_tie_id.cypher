// One OF_PRODUCT tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT of_product_tie_id IF NOT EXISTS
FOR ()-[tie:OF_PRODUCT]-() REQUIRE tie.tie_id IS UNIQUE
