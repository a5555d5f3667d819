// One Phone node for each phone_id.
// access schema
CREATE CONSTRAINT phone_key IF NOT EXISTS
FOR (node:Phone) REQUIRE node.phone_id IS UNIQUE
