// Who is this party, when the caller may see it?
// access read
// param party_id: STRING
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// returns party_id, labels, name, birth_date, legal_form
MATCH (party:Party {party_id: $party_id})
WHERE ($sees_all OR NOT party:Customer
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
  labels(party) AS labels,
  party.name AS name,
  party.birth_date AS birth_date,
  party.legal_form AS legal_form
