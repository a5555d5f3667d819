// Which relationships of this type have an id in this window, and what are their properties and those of their ends?
// Sent by py2neo to servers from 3.5 on, so that it is written in what they all understand.
// access read
// param type: STRING
// param first_id: INTEGER
// param last_id: INTEGER
// returns id, properties, start_properties, end_properties
MATCH (start_node)-[tie]->(end_node)
WHERE id(tie) IN range($first_id, $last_id) AND type(tie) = $type
RETURN id(tie) AS id,
  properties(tie) AS properties,
  properties(start_node) AS start_properties,
  properties(end_node) AS end_properties
ORDER BY id
