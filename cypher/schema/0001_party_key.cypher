// One Party node for each party_id.
// access schema
CREATE CONSTRAINT party_key IF NOT EXISTS
FOR (node:Party) REQUIRE node.party_id IS UNIQUE
