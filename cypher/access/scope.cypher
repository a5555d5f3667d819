// Whose books does this employee look after today, and which branches' customers? Their own book, those of whoever
// they stand in for, those of their team when they lead it, and their branch with all below it when they head it.
// access read
// param employee_id: STRING
// param team_lead_titles: LIST<STRING>
// param branch_head_titles: LIST<STRING>
// returns employee_ids, branch_ids
MATCH (employee:Employee {employee_id: $employee_id})
RETURN [employee.employee_id]
  + COLLECT {
    MATCH (employee)-[covers:COVERS]->(covered:Employee)
    WHERE covers.superseded_at IS NULL AND covers.status <> 'REJECTED'
      AND (covers.valid_from IS NULL OR covers.valid_from <= date())
      AND (covers.valid_to IS NULL OR date() < covers.valid_to)
    RETURN DISTINCT covered.employee_id
  }
  + COLLECT {
    MATCH (member:Employee)
    WHERE employee.title IN $team_lead_titles AND member.team = employee.team AND member <> employee
    RETURN member.employee_id
  } AS employee_ids,
  COLLECT {
    MATCH (employee)-[works:WORKS_AT]->(:Branch)<-[parts:PART_OF]-{0,8}(branch:Branch)
    WHERE employee.title IN $branch_head_titles
      AND works.superseded_at IS NULL AND works.status <> 'REJECTED'
      AND (works.valid_from IS NULL OR works.valid_from <= date())
      AND (works.valid_to IS NULL OR date() < works.valid_to)
      AND all(part IN parts WHERE part.superseded_at IS NULL AND part.status <> 'REJECTED'
        AND (part.valid_from IS NULL OR part.valid_from <= date())
        AND (part.valid_to IS NULL OR date() < part.valid_to))
    RETURN DISTINCT branch.branch_id
  } AS branch_ids
