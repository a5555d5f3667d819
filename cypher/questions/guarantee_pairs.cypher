// Which two parties guarantee each other's debts?
// access read
// needs GUARANTEES
// param valid_at: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// param rows_max: INTEGER
// returns party_id, name, other_id, other_name, given_minor, received_minor, currency
MATCH (party:Party)-[given:GUARANTEES]->(other:Party)-[received:GUARANTEES]->(party)
WHERE party.party_id < other.party_id
  AND (given.valid_from IS NULL OR given.valid_from <= $valid_at)
  AND (given.valid_to IS NULL OR $valid_at < given.valid_to)
  AND given.recorded_at <= $known_at
  AND (given.superseded_at IS NULL OR $known_at < given.superseded_at)
  AND given.status <> 'REJECTED'
  AND (received.valid_from IS NULL OR received.valid_from <= $valid_at)
  AND (received.valid_to IS NULL OR $valid_at < received.valid_to)
  AND received.recorded_at <= $known_at
  AND (received.superseded_at IS NULL OR $known_at < received.superseded_at)
  AND received.status <> 'REJECTED'
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
  AND ($sees_all OR NOT other:Customer
    OR EXISTS {
      (other)<-[manages:MANAGES]-(employee:Employee)
      WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
        AND manages.status <> 'REJECTED'
        AND (manages.valid_from IS NULL OR manages.valid_from <= date())
        AND (manages.valid_to IS NULL OR date() < manages.valid_to)
    }
    OR EXISTS {
      (other)-[served:SERVED_BY]->(branch:Branch)
      WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
        AND served.status <> 'REJECTED'
        AND (served.valid_from IS NULL OR served.valid_from <= date())
        AND (served.valid_to IS NULL OR date() < served.valid_to)
    })
WITH party, other, given.currency AS currency, collect(DISTINCT given) AS givens,
  collect(DISTINCT CASE WHEN received.currency = given.currency THEN received END) AS receiveds
RETURN party.party_id AS party_id,
  party.name AS name,
  other.party_id AS other_id,
  other.name AS other_name,
  reduce(total = 0, tie IN givens | total + coalesce(tie.amount_minor, 0)) AS given_minor,
  reduce(total = 0, tie IN receiveds | total + coalesce(tie.amount_minor, 0)) AS received_minor,
  currency AS currency
ORDER BY party_id, other_id, currency
LIMIT $rows_max
