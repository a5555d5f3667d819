// One Run node for each run_id.
// access schema
CREATE CONSTRAINT run_key IF NOT EXISTS
FOR (node:Run) REQUIRE node.run_id IS UNIQUE
