// Which of these Account keys are not in the graph?
// access read
// param keys: LIST<STRING>
// returns missing_key
UNWIND $keys AS missing_key
WITH missing_key
WHERE NOT EXISTS { (:Account {account_id: missing_key}) }
RETURN missing_key
