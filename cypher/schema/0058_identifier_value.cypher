// Finds a party by a number without knowing its scheme.
// access schema
CREATE INDEX identifier_value IF NOT EXISTS
FOR (identifier:Identifier) ON (identifier.value)
