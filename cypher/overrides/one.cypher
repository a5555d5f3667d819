// One judgement, where the caller may see both parties.
// access read
// param override_id: STRING
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// returns override_id, relation, decision, rule_pack, reason, evidence, state, proposed_by, proposed_at, decided_by
// returns decided_at, withdrawn_by, withdrawn_at, start, end
MATCH (start:Party)-[tie:OVERRIDDEN {tie_id: $override_id}]->(end:Party)
WHERE ($sees_all OR NOT start:Customer
  OR EXISTS {
    (start)<-[manages:MANAGES]-(employee:Employee)
    WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
      AND manages.status <> 'REJECTED'
      AND (manages.valid_from IS NULL OR manages.valid_from <= date())
      AND (manages.valid_to IS NULL OR date() < manages.valid_to)
  }
  OR EXISTS {
    (start)-[served:SERVED_BY]->(branch:Branch)
    WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
      AND served.status <> 'REJECTED'
      AND (served.valid_from IS NULL OR served.valid_from <= date())
      AND (served.valid_to IS NULL OR date() < served.valid_to)
  })
  AND ($sees_all OR NOT end:Customer
  OR EXISTS {
    (end)<-[manages:MANAGES]-(employee:Employee)
    WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
      AND manages.status <> 'REJECTED'
      AND (manages.valid_from IS NULL OR manages.valid_from <= date())
      AND (manages.valid_to IS NULL OR date() < manages.valid_to)
  }
  OR EXISTS {
    (end)-[served:SERVED_BY]->(branch:Branch)
    WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
      AND served.status <> 'REJECTED'
      AND (served.valid_from IS NULL OR served.valid_from <= date())
      AND (served.valid_to IS NULL OR date() < served.valid_to)
  })
RETURN tie.tie_id AS override_id,
  tie.relation AS relation,
  tie.decision AS decision,
  tie.rule_pack AS rule_pack,
  tie.reason AS reason,
  tie.evidence AS evidence,
  tie.state AS state,
  tie.proposed_by AS proposed_by,
  tie.proposed_at AS proposed_at,
  tie.decided_by AS decided_by,
  tie.decided_at AS decided_at,
  tie.withdrawn_by AS withdrawn_by,
  tie.superseded_at AS withdrawn_at,
  start {.party_id, .name, labels: labels(start)} AS start,
  end {.party_id, .name, labels: labels(end)} AS end
ORDER BY proposed_at, override_id
