// Removes what a run that did not finish has written for a view, and takes its marks off.
// access write
// param view_id: STRING
// param rows_max: INTEGER
// returns removed
MATCH (view:CommunityView {view_id: $view_id})
CALL (view) {
  MATCH (:Community)<-[tie:IN_COMMUNITY {view_id: view.view_id}]-(:Party)
  WHERE tie.since_number > view.number OR tie.until_number > view.number
  WITH tie, tie.since_number > view.number AS is_unfinished
  LIMIT $rows_max
  FOREACH (standing IN CASE WHEN is_unfinished THEN [] ELSE [tie] END | SET standing.until_number = null)
  FOREACH (unfinished IN CASE WHEN is_unfinished THEN [tie] ELSE [] END | DELETE unfinished)
  RETURN count(*) AS ties
}
CALL (view) {
  MATCH (node:CommunityCard|CommunityEvent {view_id: view.view_id})
  WHERE node.number > view.number
  WITH node
  LIMIT $rows_max
  DELETE node
  RETURN count(*) AS nodes
}
RETURN ties + nodes AS removed
