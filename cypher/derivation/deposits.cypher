// What do these parties have with the bank, each account with everybody of them whose it is?
// An account of several counts once; only parties that the caller may see are asked about.
// access read
// param party_ids: LIST<STRING>
// param valid_at: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// returns account_id, currency, balance_minor, party_ids
MATCH (party:Party)-[tie:HOLDS]->(account:Account)
WHERE party.party_id IN $party_ids
  AND tie.role IN ['PRIMARY', 'JOINT']
  AND account.balance_minor > 0 AND NOT account.kind IN ['LOAN', 'EXTERNAL']
  AND (account.closed_on IS NULL OR $valid_at < account.closed_on)
  AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
  AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
  AND tie.recorded_at <= $known_at
  AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
  AND tie.status <> 'REJECTED'
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
RETURN account.account_id AS account_id,
  account.currency AS currency,
  account.balance_minor AS balance_minor,
  collect(DISTINCT party.party_id) AS party_ids
