// Which two companies own shares of each other? Shares are in parts per billion; an unknown share is null.
// access read
// needs OWNS
// param valid_at: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// param rows_max: INTEGER
// returns party_id, name, other_id, other_name, owns_share_ppb, owned_share_ppb
MATCH (party:Organization)-[owns:OWNS]->(other:Organization)-[owned:OWNS]->(party)
WHERE party.party_id < other.party_id
  AND (owns.valid_from IS NULL OR owns.valid_from <= $valid_at)
  AND (owns.valid_to IS NULL OR $valid_at < owns.valid_to)
  AND owns.recorded_at <= $known_at
  AND (owns.superseded_at IS NULL OR $known_at < owns.superseded_at)
  AND owns.status <> 'REJECTED'
  AND (owned.valid_from IS NULL OR owned.valid_from <= $valid_at)
  AND (owned.valid_to IS NULL OR $valid_at < owned.valid_to)
  AND owned.recorded_at <= $known_at
  AND (owned.superseded_at IS NULL OR $known_at < owned.superseded_at)
  AND owned.status <> 'REJECTED'
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
WITH party, other, max(owns.equity_share_ppb) AS owns_share_ppb, max(owned.equity_share_ppb) AS owned_share_ppb
RETURN party.party_id AS party_id,
  party.name AS name,
  other.party_id AS other_id,
  other.name AS other_name,
  owns_share_ppb AS owns_share_ppb,
  owned_share_ppb AS owned_share_ppb
ORDER BY party_id, other_id
LIMIT $rows_max
