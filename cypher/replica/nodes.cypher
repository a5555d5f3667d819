// Every node with its labels and properties, for the snapshot that analysts work on.
// access read
// returns node_id, labels, properties
MATCH (node)
RETURN elementId(node) AS node_id, labels(node) AS labels, properties(node) AS properties
