// Which jobs ran, newest first, and with what counts?
// access read
// needs WHOLE_BANK
// param rows_max: INTEGER
// returns run_id, kind, subject, state, started_at, finished_at
// returns rows_read, rows_accepted, rows_rejected, created, changed
MATCH (run:Run)
RETURN run.run_id AS run_id,
  run.kind AS kind,
  run.subject AS subject,
  run.state AS state,
  run.started_at AS started_at,
  run.finished_at AS finished_at,
  run.rows_read AS rows_read,
  run.rows_accepted AS rows_accepted,
  run.rows_rejected AS rows_rejected,
  run.created AS created,
  run.changed AS changed
ORDER BY started_at DESC, run_id
LIMIT $rows_max
