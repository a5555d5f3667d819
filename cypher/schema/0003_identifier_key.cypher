// One Identifier node for each identifier_id.
// access schema
CREATE CONSTRAINT identifier_key IF NOT EXISTS
FOR (node:Identifier) REQUIRE node.identifier_id IS UNIQUE
