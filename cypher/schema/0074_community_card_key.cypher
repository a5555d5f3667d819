// One CommunityCard node for each card_id.
// access schema
CREATE CONSTRAINT community_card_key IF NOT EXISTS
FOR (node:CommunityCard) REQUIRE node.card_id IS UNIQUE
