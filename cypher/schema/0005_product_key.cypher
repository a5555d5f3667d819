// One Product node for each product_id.
// access schema
CREATE CONSTRAINT product_key IF NOT EXISTS
FOR (node:Product) REQUIRE node.product_id IS UNIQUE
