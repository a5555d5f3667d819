// One Campaign node for each campaign_id.
// access schema
CREATE CONSTRAINT campaign_key IF NOT EXISTS
FOR (node:Campaign) REQUIRE node.campaign_id IS UNIQUE
