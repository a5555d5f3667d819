// How many customers are in each tier, by what they own of positive balances in yuan?
// Balances are the last known; loans, credit lines, cards and accounts elsewhere do not count.
// Who was erased is still counted, as nobody in particular, where the whole bank is asked about.
// access read
// param tier_names: LIST<STRING>
// param tier_bounds: LIST<INTEGER>
// param kinds_not_counted: LIST<STRING>
// param tier_currency: STRING
// param valid_at: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// param rows_max: INTEGER
// returns tier, customers, total_minor
MATCH (party:Customer|Erased)
WHERE (party:Customer OR party.was_customer)
  AND ($sees_all
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
CALL (party) {
  MATCH (party)-[tie:HOLDS]->(account:Account)
  WHERE tie.role IN ['PRIMARY', 'JOINT'] AND NOT account.kind IN $kinds_not_counted
    AND account.currency = $tier_currency AND account.balance_minor > 0
    AND (account.closed_on IS NULL OR account.closed_on > $valid_at)
    AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
    AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
    AND tie.recorded_at <= $known_at
    AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
    AND tie.status <> 'REJECTED'
  WITH DISTINCT account
  RETURN sum(account.balance_minor / COUNT {
    MATCH (account)<-[tie:HOLDS]-(owner:Party|Erased)
    WHERE tie.role IN ['PRIMARY', 'JOINT']
      AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
      AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
      AND tie.recorded_at <= $known_at
      AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
      AND tie.status <> 'REJECTED'
    RETURN DISTINCT owner
  }) AS owned_minor
}
WITH owned_minor, head([index IN range(0, size($tier_names) - 1) WHERE owned_minor >= $tier_bounds[index]]) AS place
WITH $tier_names[place] AS tier, count(*) AS customers, sum(owned_minor) AS total_minor
RETURN tier AS tier, customers AS customers, total_minor AS total_minor
ORDER BY tier DESC
LIMIT $rows_max
