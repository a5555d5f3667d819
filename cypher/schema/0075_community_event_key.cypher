// One CommunityEvent node for each event_id.
// access schema
CREATE CONSTRAINT community_event_key IF NOT EXISTS
FOR (node:CommunityEvent) REQUIRE node.event_id IS UNIQUE
