// Removes what was retired before the last derivation of a view; readers of the one before are done by now.
// access write
// param view_id: STRING
// param rows_max: INTEGER
// returns removed
MATCH (view:DerivedView {view_id: $view_id})
CALL (view) {
  MATCH ()-[tie:CONTROLS|BENEFICIAL_OWNER_OF|DEPENDS_ON|RELATED_TO|IN_RELATED_GROUP {view_id: view.view_id}]->()
  WHERE tie.until_number < view.number
  WITH tie
  LIMIT $rows_max
  DELETE tie
  RETURN count(*) AS gone
}
RETURN gone AS removed
