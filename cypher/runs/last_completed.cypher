// Which run of this kind was the last to be completed for this subject, and on what input?
// access read
// param kind: STRING
// param subject: STRING
// returns run_id, input_digest
MATCH (run:Run {kind: $kind, subject: $subject, state: 'COMPLETED'})
RETURN run.run_id AS run_id, run.input_digest AS input_digest
ORDER BY run.finished_at DESC
LIMIT 1
