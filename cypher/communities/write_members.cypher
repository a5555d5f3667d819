// Writes who is in which community in the next run of a view, in columns; nobody reads it before it is the current one.
// Nothing happens when another run has taken the view over.
// access write
// param view_id: STRING
// param run_id: STRING
// param party_ids: LIST<STRING>
// param community_ids: LIST<STRING>
// param ranks: LIST<INTEGER>
// returns written
MATCH (view:CommunityView {view_id: $view_id, claimed_by: $run_id})
SET view.claimed_by = $run_id
WITH view
UNWIND range(0, size($party_ids) - 1) AS row
MATCH (party:Party {party_id: $party_ids[row]})
MERGE (community:Community {community_id: $community_ids[row]})
ON CREATE SET community.view_id = $view_id
WITH view, row, party, community,
  $view_id + '|' + party.party_id + '|' + community.community_id + '|' + toString(view.number + 1) AS tie_id
MERGE (party)-[tie:IN_COMMUNITY {tie_id: tie_id}]->(community)
SET tie.view_id = $view_id,
  tie.since_number = view.number + 1,
  tie.rank = $ranks[row],
  tie.run_id = $run_id,
  tie.status = 'INFERRED'
RETURN count(*) AS written
