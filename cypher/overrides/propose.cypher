// Notes down that somebody wants a relation to be judged so; it counts when a second person has approved it.
// access write
// param override_id: STRING
// param start_id: STRING
// param end_id: STRING
// param properties: MAP
// returns proposed
MATCH (start:Party {party_id: $start_id})
MATCH (end:Party {party_id: $end_id})
MERGE (start)-[tie:OVERRIDDEN {tie_id: $override_id}]->(end)
SET tie += $properties
RETURN count(*) AS proposed
