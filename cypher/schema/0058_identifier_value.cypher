// Finds a party by a number without knowing its scheme, and without showing the number to the server.
// access schema
CREATE INDEX identifier_blind IF NOT EXISTS
FOR (identifier:Identifier) ON (identifier.blind)
