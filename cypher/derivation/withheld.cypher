// How many parties that the caller may not see have such a tie with these parties?
// access read
// param frontier: LIST<STRING>
// param kinds: LIST<STRING>
// param valid_at: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// returns withheld
MATCH (from:Party)-[tie:OWNS|CONTROLS_ASSERTED|HOLDS_POSITION|SPOUSE_OF|PARENT_OF|ACTS_IN_CONCERT_WITH|NOMINEE_FOR|DELEGATES_VOTE_TO|GUARANTEES
    |FUNDED_BY]-(other:Customer)
WHERE from.party_id IN $frontier AND type(tie) IN $kinds AND NOT $sees_all
  AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
  AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
  AND tie.recorded_at <= $known_at
  AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
  AND tie.status IN ['ASSERTED', 'CONFIRMED']
  AND NOT ($sees_all OR NOT other:Customer
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
RETURN count(DISTINCT other) AS withheld
