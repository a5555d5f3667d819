// Which migrations has this graph had, and with what text?
// access read
// returns name, checksum, applied_at
MATCH (migration:Migration)
RETURN migration.name AS name, migration.checksum AS checksum, migration.applied_at AS applied_at
ORDER BY name
