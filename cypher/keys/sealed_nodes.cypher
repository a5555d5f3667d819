// Which nodes hold values that are sealed with another key than this one?
// access read
// param key_id: STRING
// returns element_id, properties
MATCH (node)
WITH node, [name IN keys(node) WHERE any(
  text IN CASE
    WHEN node[name] IS :: STRING NOT NULL THEN [node[name]]
    WHEN node[name] IS :: LIST<STRING NOT NULL> NOT NULL THEN node[name]
    ELSE []
  END
  WHERE text STARTS WITH 'gx1.' AND split(text, '.')[2] <> $key_id
) | {name: name, value: node[name]}] AS properties
WHERE size(properties) > 0
RETURN elementId(node) AS element_id, properties
