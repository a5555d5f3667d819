// Which nodes with this label have an id in this window, and what are their properties?
// Sent by py2neo to servers from 3.5 on, so that it is written in what they all understand.
// access read
// param label: STRING
// param first_id: INTEGER
// param last_id: INTEGER
// returns id, properties
MATCH (node)
WHERE id(node) IN range($first_id, $last_id) AND $label IN labels(node)
RETURN id(node) AS id, properties(node) AS properties
ORDER BY id
