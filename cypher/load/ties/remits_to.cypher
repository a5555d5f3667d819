// Creates REMITS_TO ties, or supersedes what has changed since: the former version stays beside the current one.
// access write
// param rows: LIST<MAP>
// param run_id: STRING
// param recorded_at: ZONED DATETIME
// returns created, changed, unchanged
UNWIND $rows AS row
MATCH (start:Account {account_id: row.start_key})
MATCH (end:Account {account_id: row.end_key})
MERGE (start)-[tie:REMITS_TO {tie_id: row.tie_id}]->(end)
WITH start, end, tie, row,
  tie.digest IS NULL AS is_new,
  coalesce(tie.digest <> row.digest, false) AS is_changed
FOREACH (former IN CASE WHEN is_changed THEN [tie] ELSE [] END |
  CREATE (start)-[superseded:REMITS_TO]->(end)
  SET superseded = former {
    .*, tie_id: former.tie_id + '@' + former.digest + '@' + toString($recorded_at),
    superseded_at: $recorded_at
  }
)
FOREACH (record IN CASE WHEN is_new OR is_changed THEN [row] ELSE [] END |
  SET tie = record.properties
  SET tie.tie_id = record.tie_id,
    tie.digest = record.digest,
    tie.run_id = $run_id,
    tie.recorded_at = $recorded_at,
    tie.first_at = datetime(record.properties.first_at),
    tie.last_at = datetime(record.properties.last_at)
)
RETURN
  sum(CASE WHEN is_new THEN 1 ELSE 0 END) AS created,
  sum(CASE WHEN is_changed THEN 1 ELSE 0 END) AS changed,
  sum(CASE WHEN is_new OR is_changed THEN 0 ELSE 1 END) AS unchanged
