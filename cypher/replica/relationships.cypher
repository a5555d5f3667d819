// Every relationship with its ends, type and properties, for the snapshot that analysts work on.
// access read
// returns start_id, end_id, type, properties
MATCH (start)-[tie]->(end)
RETURN elementId(start) AS start_id, elementId(end) AS end_id, type(tie) AS type, properties(tie) AS properties
