// Opens the record of one job's execution.
// access write
// param run_id: STRING
// param kind: STRING
// param subject: STRING
// param version: STRING
// param input_digest: STRING
// param started_at: ZONED DATETIME
MERGE (run:Run {run_id: $run_id})
SET run.kind = $kind,
  run.subject = $subject,
  run.version = $version,
  run.input_digest = $input_digest,
  run.started_at = $started_at,
  run.state = 'RUNNING'
