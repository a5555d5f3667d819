// Which closely kept numbers and addresses of this customer are there, still sealed? One row for a customer in scope;
// parties that are no customers are nobody's to unmask but for those who see the whole bank.
// access read
// param party_id: STRING
// param tie_kinds: LIST<STRING>
// param valid_at: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// returns party_id, sealed
MATCH (party:Party {party_id: $party_id})
WHERE $sees_all
  OR EXISTS {
    (party:Customer)<-[manages:MANAGES]-(employee:Employee)
    WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
      AND manages.status <> 'REJECTED'
      AND (manages.valid_from IS NULL OR manages.valid_from <= date())
      AND (manages.valid_to IS NULL OR date() < manages.valid_to)
  }
  OR EXISTS {
    (party:Customer)-[served:SERVED_BY]->(branch:Branch)
    WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
      AND served.status <> 'REJECTED'
      AND (served.valid_from IS NULL OR served.valid_from <= date())
      AND (served.valid_to IS NULL OR date() < served.valid_to)
  }
WITH party,
  COLLECT {
    MATCH (party)-[found:IDENTIFIED_BY]->(identifier:Identifier)
    WHERE found.recorded_at <= $known_at
    RETURN {of: identifier.scheme, value: identifier.value}
    ORDER BY identifier.scheme, identifier.identifier_id
  }
  + COLLECT {
    MATCH (party)-[tie:HAS_PHONE|HAS_EMAIL|HAS_ADDRESS|USED_DEVICE]->(point)
    WHERE type(tie) IN $tie_kinds
      AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
      AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
      AND tie.recorded_at <= $known_at
      AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
      AND tie.status <> 'REJECTED'
    RETURN {of: head(labels(point)), value: coalesce(point.number, point.text, point.address, point.name)}
    ORDER BY head(labels(point)), tie.tie_id
  }
  + COLLECT {
    MATCH (party)-[tie:HOLDS]->(account:Account)
    WHERE (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
      AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
      AND tie.recorded_at <= $known_at
      AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
      AND tie.status <> 'REJECTED'
    WITH DISTINCT account
    RETURN {of: account.account_id, value: account.number}
    ORDER BY account.account_id
  } AS sealed
RETURN party.party_id AS party_id, sealed AS sealed
