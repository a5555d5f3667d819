// Which phones, addresses, devices and e-mail addresses are shared by at least so many parties? Most shared first.
// access read
// needs HAS_PHONE, HAS_ADDRESS, USED_DEVICE, HAS_EMAIL
// param sharers_min: INTEGER
// param valid_at: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// param rows_max: INTEGER
// returns label, id, name, sharers
MATCH (contact:Phone|Address|Device|Email)
WHERE COUNT { (contact)<-[:HAS_PHONE|HAS_ADDRESS|USED_DEVICE|HAS_EMAIL]-() } >= $sharers_min
CALL (contact) {
  MATCH (contact)<-[tie:HAS_PHONE|HAS_ADDRESS|USED_DEVICE|HAS_EMAIL]-(party:Party)
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
  RETURN count(DISTINCT party) AS sharers
}
WITH contact, sharers
WHERE sharers >= $sharers_min AND sharers > 0
RETURN head(labels(contact)) AS label,
  coalesce(contact.phone_id, contact.address_id, contact.device_id, contact.email_id) AS id,
  coalesce(contact.number, contact.text, contact.address, contact.name) AS name,
  sharers AS sharers
ORDER BY sharers DESC, id
LIMIT $rows_max
