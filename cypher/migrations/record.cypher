// Notes that a migration has been applied.
// access write
// param name: STRING
// param checksum: STRING
MERGE (migration:Migration {name: $name})
ON CREATE SET migration.checksum = $checksum, migration.applied_at = datetime()
