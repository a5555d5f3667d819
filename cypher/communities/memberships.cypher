// Who is in which community of a view now, in columns?
// access read
// param view_id: STRING
// returns party_ids, community_ids, ranks, tie_ids
MATCH (view:CommunityView {view_id: $view_id})
MATCH (party:Party)-[tie:IN_COMMUNITY {view_id: $view_id}]->(community:Community)
WHERE tie.since_number <= view.number AND (tie.until_number IS NULL OR tie.until_number > view.number)
WITH right(party.party_id, 2) AS bucket, party, tie, community
WITH bucket, collect(party.party_id) AS party_ids,
  collect(community.community_id) AS community_ids,
  collect(coalesce(tie.rank, 0)) AS ranks,
  collect(tie.tie_id) AS tie_ids
RETURN party_ids AS party_ids, community_ids AS community_ids, ranks AS ranks, tie_ids AS tie_ids
