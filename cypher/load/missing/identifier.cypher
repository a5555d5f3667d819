// Which of these Identifier keys are not in the graph?
// access read
// param keys: LIST<STRING>
// returns missing_key
UNWIND $keys AS missing_key
WITH missing_key
WHERE NOT EXISTS { (:Identifier {identifier_id: missing_key}) }
RETURN missing_key
