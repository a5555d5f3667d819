// In which roles do customers hold accounts of each kind?
// access read
// param valid_at: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// param rows_max: INTEGER
// returns kind, role, holdings, customers
MATCH (party:Customer)-[tie:HOLDS]->(account:Account)
WHERE (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
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
WITH account.kind AS kind, tie.role AS role, count(tie) AS holdings, count(DISTINCT party) AS customers
RETURN kind AS kind, role AS role, holdings AS holdings, customers AS customers
ORDER BY kind, role
LIMIT $rows_max
