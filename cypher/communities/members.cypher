// Who is in this community now, its leaders first?
// access read
// param community_id: STRING
// param after: STRING
// param rows_max: INTEGER
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// returns party_id, name, labels, rank, sort_key
MATCH (community:Community {community_id: $community_id})
MATCH (view:CommunityView {view_id: community.view_id})
MATCH (party:Party)-[tie:IN_COMMUNITY]->(community)
WHERE tie.since_number <= view.number AND (tie.until_number IS NULL OR tie.until_number > view.number)
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
WITH party, tie.rank AS rank,
  right('000' + toString(CASE WHEN tie.rank > 0 THEN tie.rank ELSE 999 END), 3) + '|' + party.party_id AS sort_key
WHERE sort_key > $after
RETURN party.party_id AS party_id, party.name AS name, labels(party) AS labels, rank AS rank, sort_key AS sort_key
ORDER BY sort_key
LIMIT $rows_max
