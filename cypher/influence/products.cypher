// Which products are there whose spread can be asked about?
// access read
// returns product_id, name, category
MATCH (product:Product)
RETURN product.product_id AS product_id, product.name AS name, product.category AS category
ORDER BY product.product_id
