// Which of these Product keys are not in the graph?
// access read
// param keys: LIST<STRING>
// returns missing_key
UNWIND $keys AS missing_key
WITH missing_key
WHERE NOT EXISTS { (:Product {product_id: missing_key}) }
RETURN missing_key
