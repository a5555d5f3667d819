// Writes what a source says of parties, one record each, and says whose records are new or changed.
// access write
// param rows: LIST<MAP>
// param run_id: STRING
// param recorded_at: ZONED DATETIME
// returns record_id, party_id, is_new
UNWIND $rows AS row
MERGE (party:Party {party_id: row.party_id})
MERGE (record:SourceRecord {record_id: row.record_id})
WITH party, record, row, record.record_digest IS NULL AS is_new, record.record_digest <> row.digest AS is_changed
WHERE is_new OR is_changed
SET record = row.properties
SET record.record_id = row.record_id,
  record.record_source = row.source,
  record.record_rank = row.rank,
  record.record_labels = row.labels,
  record.record_digest = row.digest,
  record.record_run_id = $run_id,
  record.recorded_at = $recorded_at
MERGE (record)-[:DESCRIBES]->(party)
RETURN row.record_id AS record_id, party.party_id AS party_id, is_new AS is_new
