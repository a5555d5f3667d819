// One Consent node for each consent_id.
// access schema
CREATE CONSTRAINT consent_key IF NOT EXISTS
FOR (node:Consent) REQUIRE node.consent_id IS UNIQUE
