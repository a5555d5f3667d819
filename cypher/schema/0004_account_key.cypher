// One Account node for each account_id.
// access schema
CREATE CONSTRAINT account_key IF NOT EXISTS
FOR (node:Account) REQUIRE node.account_id IS UNIQUE
