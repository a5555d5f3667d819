// Approves or refuses a judgement that is proposed; approved, it counts from this moment on.
// access write
// param override_id: STRING
// param expected: STRING
// param properties: MAP
// returns decided
MATCH (start:Party)-[tie:OVERRIDDEN {tie_id: $override_id, state: $expected}]->(end:Party)
SET tie += $properties
RETURN count(*) AS decided
