// How many values of the graph are sealed with each key?
// access read
// returns key_id, values
CALL () {
  MATCH (node)
  UNWIND keys(node) AS name
  WITH node[name] AS value
  RETURN value
  UNION ALL
  MATCH ()-[tie]->()
  UNWIND keys(tie) AS name
  WITH tie[name] AS value
  RETURN value
}
UNWIND CASE
  WHEN value IS :: STRING NOT NULL THEN [value]
  WHEN value IS :: LIST<STRING NOT NULL> NOT NULL THEN value
  ELSE []
END AS text
WITH text
WHERE text STARTS WITH 'gx1.'
RETURN split(text, '.')[2] AS key_id, count(*) AS values
ORDER BY key_id
