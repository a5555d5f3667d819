// How many visible parties share each of these things, counted up to a limit?
// Asked once for each hub of a walk, however often it was met.
// access read
// param element_ids: LIST<STRING>
// param count_max: INTEGER
// param valid_at: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// returns element_id, degree
MATCH (connector)
WHERE elementId(connector) IN $element_ids
WITH connector,
  COUNT {
    MATCH (connector)<-[back:HOLDS|HAS_PHONE|HAS_ADDRESS|USED_DEVICE|HAS_EMAIL|IN_HOUSEHOLD]-(sharer:Party)
    WHERE (back.valid_from IS NULL OR back.valid_from <= $valid_at)
      AND (back.valid_to IS NULL OR $valid_at < back.valid_to)
      AND back.recorded_at <= $known_at
      AND (back.superseded_at IS NULL OR $known_at < back.superseded_at)
      AND back.status <> 'REJECTED'
    WITH DISTINCT sharer
    WHERE ($sees_all OR NOT sharer:Customer
      OR EXISTS {
        (sharer)<-[manages:MANAGES]-(employee:Employee)
        WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
          AND manages.status <> 'REJECTED'
          AND (manages.valid_from IS NULL OR manages.valid_from <= date())
          AND (manages.valid_to IS NULL OR date() < manages.valid_to)
      }
      OR EXISTS {
        (sharer)-[served:SERVED_BY]->(branch:Branch)
        WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
          AND served.status <> 'REJECTED'
          AND (served.valid_from IS NULL OR served.valid_from <= date())
          AND (served.valid_to IS NULL OR date() < served.valid_to)
      })
    RETURN sharer
    LIMIT $count_max
  } AS degree
RETURN elementId(connector) AS element_id, degree
