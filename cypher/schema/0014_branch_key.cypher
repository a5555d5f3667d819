// One Branch node for each branch_id.
// access schema
CREATE CONSTRAINT branch_key IF NOT EXISTS
FOR (node:Branch) REQUIRE node.branch_id IS UNIQUE
