// Deletes touchpoints before a moment, with or without money, as many as one batch takes.
// access write
// param before: ZONED DATETIME
// param with_money: BOOLEAN
// param batch_rows: INTEGER
// returns deleted
MATCH (touchpoint:Touchpoint)
WHERE touchpoint.occurred_at < $before AND (touchpoint.amount_minor IS NOT NULL) = $with_money
WITH touchpoint LIMIT $batch_rows
DETACH DELETE touchpoint
RETURN count(*) AS deleted
