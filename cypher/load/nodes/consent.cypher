// Creates or changes Consent nodes by consent_id; a mention never overwrites what is known.
// access write
// param rows: LIST<MAP>
// param run_id: STRING
// param recorded_at: ZONED DATETIME
// returns created, changed
UNWIND $rows AS row
MERGE (node:Consent {consent_id: row.key})
WITH node, row, node.digest IS NULL AS is_new, coalesce(node.digest <> row.digest, false) AS is_changed
WITH node, row, is_new, is_changed AND NOT row.mention AS is_changed
FOREACH (record IN CASE WHEN is_new OR is_changed THEN [row] ELSE [] END |
  SET node = record.properties
  SET node.consent_id = record.key,
    node.digest = record.digest,
    node.run_id = $run_id,
    node.recorded_at = $recorded_at,
    node.decided_at = datetime(record.properties.decided_at)
)
RETURN sum(CASE WHEN is_new THEN 1 ELSE 0 END) AS created, sum(CASE WHEN is_changed THEN 1 ELSE 0 END) AS changed
