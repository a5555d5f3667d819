// How many versions of ties did a later version replace before a moment?
// access read
// param before: ZONED DATETIME
// returns found
MATCH ()-[tie]->()
WHERE tie.superseded_at < $before
RETURN count(tie) AS found
