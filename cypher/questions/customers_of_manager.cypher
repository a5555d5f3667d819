// Which customers does this employee look after?
// access read
// param employee_id: STRING
// param valid_at: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// param rows_max: INTEGER
// returns party_id, name, is_primary, since, region
MATCH (:Employee {employee_id: $employee_id})-[tie:MANAGES]->(party:Customer)
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
RETURN party.party_id AS party_id,
  party.name AS name,
  tie.is_primary AS is_primary,
  tie.valid_from AS since,
  party.region AS region
ORDER BY is_primary DESC, party_id
LIMIT $rows_max
