// Removes the derived ties of a view that is no longer wanted, some at a time, and with the last the view itself.
// access write
// param view_id: STRING
// param rows_max: INTEGER
// returns removed
MATCH (view:DerivedView {view_id: $view_id})
CALL (view) {
  MATCH ()-[tie:CONTROLS|BENEFICIAL_OWNER_OF|DEPENDS_ON|RELATED_TO|IN_RELATED_GROUP {view_id: view.view_id}]->()
  WITH tie
  LIMIT $rows_max
  DELETE tie
  RETURN count(*) AS gone
}
FOREACH (empty IN CASE WHEN gone = 0 THEN [view] ELSE [] END | DELETE empty)
RETURN gone AS removed
