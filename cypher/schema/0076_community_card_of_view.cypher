// Finds the cards of a view in the order of their sort keys.
// access schema
CREATE INDEX community_card_of_view IF NOT EXISTS
FOR (node:CommunityCard) ON (node.view_id, node.sort_key)
