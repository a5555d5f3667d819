// Which ties hold values that are sealed with another key than this one?
// access read
// param key_id: STRING
// returns element_id, properties
MATCH ()-[tie]->()
WITH tie, [name IN keys(tie) WHERE any(
  text IN CASE
    WHEN tie[name] IS :: STRING NOT NULL THEN [tie[name]]
    WHEN tie[name] IS :: LIST<STRING NOT NULL> NOT NULL THEN tie[name]
    ELSE []
  END
  WHERE text STARTS WITH 'gx1.' AND split(text, '.')[2] <> $key_id
) | {name: name, value: tie[name]}] AS properties
WHERE size(properties) > 0
RETURN elementId(tie) AS element_id, properties
