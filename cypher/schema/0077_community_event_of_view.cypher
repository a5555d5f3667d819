// Finds the events of a view.
// access schema
CREATE INDEX community_event_of_view IF NOT EXISTS
FOR (node:CommunityEvent) ON (node.view_id)
