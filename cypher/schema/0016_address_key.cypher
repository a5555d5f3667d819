// One Address node for each address_id.
// access schema
CREATE CONSTRAINT address_key IF NOT EXISTS
FOR (node:Address) REQUIRE node.address_id IS UNIQUE
