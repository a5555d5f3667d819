// Writes what a source says of parties, one record each. Answers for each record that was new or changed, and for
// each whose party still waits for its golden record because an earlier run was broken off in between.
// access write
// param rows: LIST<MAP>
// param run_id: STRING
// param recorded_at: ZONED DATETIME
// returns party_id, is_new, is_changed
UNWIND $rows AS row
MERGE (party:Party {party_id: row.party_id})
MERGE (record:SourceRecord {record_id: row.record_id})
WITH party, record, row,
  record.record_digest IS NULL AS is_new,
  coalesce(record.record_digest <> row.digest, false) AS is_changed
FOREACH (said IN CASE WHEN is_new OR is_changed THEN [row] ELSE [] END |
  SET party.is_stale = true
  SET record = said.properties
  SET record.record_id = said.record_id,
    record.record_source = said.source,
    record.record_rank = said.rank,
    record.record_labels = said.labels,
    record.record_digest = said.digest,
    record.record_run_id = $run_id,
    record.recorded_at = $recorded_at
  MERGE (record)-[:DESCRIBES]->(party)
)
WITH party, is_new, is_changed
WHERE is_new OR is_changed OR party.is_stale
RETURN party.party_id AS party_id, is_new AS is_new, is_changed AS is_changed
