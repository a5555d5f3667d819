// One Touchpoint node for each touchpoint_id.
// access schema
CREATE CONSTRAINT touchpoint_key IF NOT EXISTS
FOR (node:Touchpoint) REQUIRE node.touchpoint_id IS UNIQUE
