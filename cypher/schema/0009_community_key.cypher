// One Community node for each community_id.
// access schema
CREATE CONSTRAINT community_key IF NOT EXISTS
FOR (node:Community) REQUIRE node.community_id IS UNIQUE
