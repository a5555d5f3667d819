// What have these parties said about these purposes, of those whom the caller may see? Moments are microseconds since
// 1970, which many rows are read several times as fast with.
// A version that was superseded since is an earlier decision.
// access read
// param party_ids: LIST<STRING>
// param purposes: LIST<STRING>
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// returns party_id, birth_date, decisions
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
  COLLECT {
    MATCH (party)-[tie:GAVE]->(consent:Consent)
    WHERE tie.recorded_at <= $known_at AND tie.status <> 'REJECTED' AND consent.purpose IN $purposes
    RETURN consent {
      .consent_id, .purpose, .channel, .state, .stated_by, .by_guardian, source: tie.source,
      decided_at: consent.decided_at.epochSeconds * 1000000 + consent.decided_at.microsecond,
      decided_on: coalesce(tie.valid_from, consent.decided_on),
      tie_recorded_at: tie.recorded_at.epochSeconds * 1000000 + tie.recorded_at.microsecond,
      is_superseded: tie.superseded_at IS NOT NULL AND tie.superseded_at <= $known_at
    }
  } AS decisions
RETURN party.party_id AS party_id, party.birth_date AS birth_date, decisions AS decisions
