// Which ties of these kinds lead from and to these parties, between parties that the caller may see?
// Only what is asserted or confirmed: a guess, or what is in dispute, never decides who is related by law.
// Days that are not asked about come too when `all_days` is set, for the history of a tie.
// access read
// param frontier: LIST<STRING>
// param outgoing: LIST<STRING>
// param incoming: LIST<STRING>
// param all_days: BOOLEAN
// param rows_max: INTEGER
// param valid_at: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// returns kind, start_id, end_id, source, facts, other_id, other_labels, other_name, other_birth_date, other_legal_form
UNWIND $frontier AS from_id
MATCH (from:Party {party_id: from_id})
WHERE ($sees_all OR NOT from:Customer
  OR EXISTS {
    (from)<-[manages:MANAGES]-(employee:Employee)
    WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
      AND manages.status <> 'REJECTED'
      AND (manages.valid_from IS NULL OR manages.valid_from <= date())
      AND (manages.valid_to IS NULL OR date() < manages.valid_to)
  }
  OR EXISTS {
    (from)-[served:SERVED_BY]->(branch:Branch)
    WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
      AND served.status <> 'REJECTED'
      AND (served.valid_from IS NULL OR served.valid_from <= date())
      AND (served.valid_to IS NULL OR date() < served.valid_to)
  })
CALL (from) {
  MATCH (from)-[tie:OWNS|CONTROLS_ASSERTED|HOLDS_POSITION|SPOUSE_OF|PARENT_OF|ACTS_IN_CONCERT_WITH|NOMINEE_FOR|DELEGATES_VOTE_TO|GUARANTEES
    |FUNDED_BY|OVERRIDDEN]->(other:Party)
  WHERE type(tie) IN $outgoing
  RETURN tie, other
  UNION
  MATCH (from)<-[tie:OWNS|CONTROLS_ASSERTED|HOLDS_POSITION|SPOUSE_OF|PARENT_OF|ACTS_IN_CONCERT_WITH|NOMINEE_FOR|DELEGATES_VOTE_TO|GUARANTEES
    |FUNDED_BY|OVERRIDDEN]-(other:Party)
  WHERE type(tie) IN $incoming
  RETURN tie, other
}
WITH tie, other
WHERE ($all_days OR (
    (tie.valid_from IS NULL OR tie.valid_from <= $valid_at) AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
  ))
  AND tie.recorded_at <= $known_at
  AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
  AND tie.status IN ['ASSERTED', 'CONFIRMED']
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
RETURN type(tie) AS kind,
  startNode(tie).party_id AS start_id,
  endNode(tie).party_id AS end_id,
  tie.source AS source,
  tie {
    .tie_id, .equity_share_ppb, .voting_share_ppb, .basis, .role, .is_key_manager, .amount_minor, .currency,
    .cash_cover_minor, .is_nominee, .valid_from, .valid_to, .relation, .decision, .rule_pack,
    .reason, .evidence, .decided_by, .decided_at
  } AS facts,
  other.party_id AS other_id,
  labels(other) AS other_labels,
  other.name AS other_name,
  other.birth_date AS other_birth_date,
  other.legal_form AS other_legal_form
LIMIT $rows_max
