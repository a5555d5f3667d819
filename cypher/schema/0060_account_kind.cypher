// Counts accounts by kind.
// access schema
CREATE INDEX account_kind IF NOT EXISTS
FOR (account:Account) ON (account.kind)
