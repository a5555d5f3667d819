// Which customers owe most in one currency? A loan held by several counts for each of them.
// What is owed is the balance of a loan, or the sum lent when no balance is known.
// access read
// needs EXPOSURES
// param currency: STRING
// param valid_at: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// param rows_max: INTEGER
// returns party_id, name, loans, owed_minor, limits_minor
MATCH (account:Account {kind: 'LOAN'})<-[tie:HOLDS]-(party:Customer)
WHERE account.currency = $currency
  AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
  AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
  AND tie.recorded_at <= $known_at
  AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
  AND tie.status <> 'REJECTED'
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
WITH DISTINCT party, account
WITH party, count(account) AS loans,
  sum(abs(coalesce(account.balance_minor, account.principal_minor, 0))) AS owed_minor,
  sum(coalesce(account.limit_minor, 0)) AS limits_minor
RETURN party.party_id AS party_id,
  party.name AS name,
  loans AS loans,
  owed_minor AS owed_minor,
  limits_minor AS limits_minor
ORDER BY owed_minor DESC, party_id
LIMIT $rows_max
