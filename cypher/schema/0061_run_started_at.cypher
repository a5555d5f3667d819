// Lists runs, newest first.
// access schema
CREATE INDEX run_started_at IF NOT EXISTS
FOR (run:Run) ON (run.started_at)
