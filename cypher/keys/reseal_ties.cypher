// Puts values sealed anew in the place of the former ones; one that has changed since it was read stays as it is.
// access write
// param rows: LIST<MAP>
// returns resealed
UNWIND $rows AS row
MATCH ()-[tie]->()
WHERE elementId(tie) = row.element_id AND all(former IN row.former WHERE tie[former.name] = former.value)
SET tie += row.properties
RETURN count(tie) AS resealed
