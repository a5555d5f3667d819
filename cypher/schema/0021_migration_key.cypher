// One Migration node for each name.
// access schema
CREATE CONSTRAINT migration_key IF NOT EXISTS
FOR (node:Migration) REQUIRE node.name IS UNIQUE
