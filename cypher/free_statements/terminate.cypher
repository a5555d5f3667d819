// End these transactions, and say of each what came of it.
// access read
// param transaction_ids: LIST<STRING>
// returns transaction_id, message
TERMINATE TRANSACTIONS $transaction_ids
YIELD transactionId, message
RETURN transactionId AS transaction_id, message AS message
