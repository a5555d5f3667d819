// Closes the record of one job's execution with its counts.
// access write
// param run_id: STRING
// param state: STRING
// param finished_at: ZONED DATETIME
// param rows_read: INTEGER
// param rows_accepted: INTEGER
// param rows_rejected: INTEGER
// param created: INTEGER
// param changed: INTEGER
MATCH (run:Run {run_id: $run_id})
SET run.state = $state,
  run.finished_at = $finished_at,
  run.rows_read = $rows_read,
  run.rows_accepted = $rows_accepted,
  run.rows_rejected = $rows_rejected,
  run.created = $created,
  run.changed = $changed
