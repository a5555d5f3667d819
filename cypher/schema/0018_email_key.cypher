// One Email node for each email_id.
// access schema
CREATE CONSTRAINT email_key IF NOT EXISTS
FOR (node:Email) REQUIRE node.email_id IS UNIQUE
