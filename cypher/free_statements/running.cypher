// Which transactions run an analyst's statement of this id, and on whose behalf?
// access read
// param query_id: STRING
// returns transaction_id, user
SHOW TRANSACTIONS YIELD transactionId, metaData
WHERE metaData.query_id = $query_id
RETURN transactionId AS transaction_id, metaData.user AS user
