// How many touchpoints, with or without money, were before a moment?
// access read
// param before: ZONED DATETIME
// param with_money: BOOLEAN
// returns found
MATCH (touchpoint:Touchpoint)
WHERE touchpoint.occurred_at < $before AND (touchpoint.amount_minor IS NOT NULL) = $with_money
RETURN count(touchpoint) AS found
