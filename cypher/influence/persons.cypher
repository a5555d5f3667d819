// What decides whether these persons may be won for a product: who has it since when, household, open complaints?
// A complaint without an outcome is open for so long after it was made.
// access read
// param party_ids: LIST<STRING>
// param product_id: STRING
// param complaints_since: ZONED DATETIME
// param valid_at: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// returns party_id, is_person, is_customer, segment, region, household_id, has_complaint, adopted_on
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
WITH party,
  head(COLLECT {
    MATCH (party)-[tie:IN_HOUSEHOLD]->(household:Household)
    WHERE (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
      AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
      AND tie.recorded_at <= $known_at
      AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
      AND tie.status <> 'REJECTED'
    RETURN household.household_id
    ORDER BY household.household_id
  }) AS household_id,
  EXISTS {
    MATCH (party)-[:INTERACTED]->(touchpoint:Touchpoint {kind: 'COMPLAINT'})
    WHERE touchpoint.occurred_at >= $complaints_since AND touchpoint.occurred_at <= $known_at
      AND touchpoint.outcome IS NULL
  } AS has_complaint,
  head(COLLECT {
    MATCH (party)-[tie:HOLDS]->(account:Account)-[of:OF_PRODUCT]->(:Product {product_id: $product_id})
    WHERE tie.role IN ['PRIMARY', 'JOINT']
      AND tie.recorded_at <= $known_at AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
      AND of.recorded_at <= $known_at AND (of.superseded_at IS NULL OR $known_at < of.superseded_at)
      AND tie.status <> 'REJECTED'
      AND (account.opened_on IS NULL OR account.opened_on <= $valid_at)
    RETURN coalesce(account.opened_on, tie.valid_from, of.valid_from, date('1900-01-01')) AS opened_on
    ORDER BY opened_on
  }) AS adopted_on
RETURN party.party_id AS party_id, party:Person AS is_person, party:Customer AS is_customer,
  party.segment AS segment, party.region AS region, household_id AS household_id,
  has_complaint AS has_complaint, adopted_on AS adopted_on
