// Marks that these ties are not in the next run of a view any more; they are read until it is the current one.
// Nothing happens when another run has taken the view over.
// access write
// param view_id: STRING
// param run_id: STRING
// param tie_ids: LIST<STRING>
// returns retired
MATCH (view:CommunityView {view_id: $view_id, claimed_by: $run_id})
SET view.claimed_by = $run_id
WITH view
UNWIND $tie_ids AS tie_id
MATCH (:Party)-[tie:IN_COMMUNITY {tie_id: tie_id}]->(:Community)
SET tie.until_number = view.number + 1
RETURN count(*) AS retired
