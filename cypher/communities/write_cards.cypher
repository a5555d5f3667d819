// Writes what is said of each community in the next run of a view.
// Nothing happens when another run has taken the view over.
// access write
// param view_id: STRING
// param run_id: STRING
// param rows: LIST<MAP>
// returns written
MATCH (view:CommunityView {view_id: $view_id, claimed_by: $run_id})
SET view.claimed_by = $run_id
WITH view
UNWIND $rows AS row
MERGE (card:CommunityCard {card_id: row.community_id + '|' + toString(view.number + 1)})
SET card.view_id = $view_id,
  card.number = view.number + 1,
  card.community_id = row.community_id,
  card.size = row.size,
  card.sort_key = row.sort_key,
  card.content = row.content
RETURN count(*) AS written
