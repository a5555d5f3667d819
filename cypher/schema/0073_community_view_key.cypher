// One CommunityView node for each view_id.
// access schema
CREATE CONSTRAINT community_view_key IF NOT EXISTS
FOR (node:CommunityView) REQUIRE node.view_id IS UNIQUE
