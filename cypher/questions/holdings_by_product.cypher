// Which products are held, by how many customers, in how many accounts, with what balance in each currency?
// access read
// param valid_at: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// param rows_max: INTEGER
// returns product_id, name, category, currency, accounts, customers, balance_minor
MATCH (party:Customer)-[tie:HOLDS]->(account:Account)-[of:OF_PRODUCT]->(product:Product)
WHERE (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
  AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
  AND tie.recorded_at <= $known_at
  AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
  AND tie.status <> 'REJECTED'
  AND of.superseded_at IS NULL
  AND ($sees_all OR NOT party:Customer
    OR EXISTS {
      (party)<-[manages:MANAGES]-(employee:Employee)
      WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
        AND manages.status <> 'REJECTED'
        AND (manages.valid_from IS NULL OR manages.valid_from <= date())
        AND (manages.valid_to IS NULL OR date() < manages.valid_to)
    }
    OR EXISTS {
      (party)-[served:SERVED_BY]->(branch:Branch)
      WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
        AND served.status <> 'REJECTED'
        AND (served.valid_from IS NULL OR served.valid_from <= date())
        AND (served.valid_to IS NULL OR date() < served.valid_to)
    })
WITH product, account, collect(DISTINCT party) AS holders
WITH product, account.currency AS currency, count(account) AS accounts,
  CASE WHEN count(account.balance_minor) > 0 THEN sum(account.balance_minor) END AS balance_minor,
  collect(holders) AS all_holders
UNWIND all_holders AS holders
UNWIND holders AS holder
WITH product, currency, accounts, balance_minor, count(DISTINCT holder) AS customers
RETURN product.product_id AS product_id,
  product.name AS name,
  product.category AS category,
  currency AS currency,
  accounts AS accounts,
  customers AS customers,
  balance_minor AS balance_minor
ORDER BY customers DESC, product_id, currency
LIMIT $rows_max
