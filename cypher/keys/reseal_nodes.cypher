// Puts values sealed anew in the place of the former ones; one that has changed since it was read stays as it is.
// access write
// param rows: LIST<MAP>
// returns resealed
UNWIND $rows AS row
MATCH (node)
WHERE elementId(node) = row.element_id AND all(former IN row.former WHERE node[former.name] = former.value)
SET node += row.properties
RETURN count(node) AS resealed
