// What are these parties called, and what are they? In columns, visible parties only.
// access read
// param party_ids: LIST<STRING>
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// returns party_ids, names, labels
UNWIND $party_ids AS party_id
MATCH (party:Party {party_id: party_id})
WHERE $sees_all OR NOT party:Customer
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
  }
RETURN collect(party.party_id) AS party_ids,
  collect(coalesce(party.name, '')) AS names,
  collect(head([label IN labels(party) WHERE label IN ['Person', 'Organization', 'State', 'Arrangement']] + ['Party']))
    AS labels
