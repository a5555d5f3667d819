// One Channel node for each channel_id.
// access schema
CREATE CONSTRAINT channel_key IF NOT EXISTS
FOR (node:Channel) REQUIRE node.channel_id IS UNIQUE
