// Deletes versions of ties that a later version replaced before a moment, as many as one batch takes.
// access write
// param before: ZONED DATETIME
// param batch_rows: INTEGER
// returns deleted
MATCH ()-[tie]->()
WHERE tie.superseded_at < $before
WITH tie LIMIT $batch_rows
DELETE tie
RETURN count(*) AS deleted
