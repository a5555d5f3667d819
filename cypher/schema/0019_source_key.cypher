// One Source node for each source_id.
// access schema
CREATE CONSTRAINT source_key IF NOT EXISTS
FOR (node:Source) REQUIRE node.source_id IS UNIQUE
