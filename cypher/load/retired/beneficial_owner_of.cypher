// Marks BENEFICIAL_OWNER_OF ties that the next derivation of a view no longer has.
// Nothing happens when another run has taken the view over.
// access write
// param view_id: STRING
// param run_id: STRING
// param tie_ids: LIST<STRING>
// returns retired
MATCH (view:DerivedView {view_id: $view_id, claimed_by: $run_id})
SET view.claimed_by = $run_id
WITH view
UNWIND $tie_ids AS tie_id
MATCH ()-[tie:BENEFICIAL_OWNER_OF {tie_id: tie_id}]->()
SET tie.until_number = view.number + 1
RETURN count(*) AS retired
