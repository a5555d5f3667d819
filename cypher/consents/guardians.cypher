// Is this party a parent of that one on a day?
// access read
// param party_id: STRING
// param guardian_id: STRING
// param valid_at: DATE
// param known_at: ZONED DATETIME
// returns tie_id
MATCH (:Party {party_id: $guardian_id})-[tie:PARENT_OF]->(:Party {party_id: $party_id})
WHERE tie.recorded_at <= $known_at AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
  AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
  AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
  AND tie.status <> 'REJECTED'
RETURN tie.tie_id AS tie_id
LIMIT 1
