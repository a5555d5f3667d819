// Removes what was retired before the last run of a view; readers of the one before are done by now.
// access write
// param view_id: STRING
// param rows_max: INTEGER
// returns removed
MATCH (view:CommunityView {view_id: $view_id})
CALL (view) {
  MATCH (:Community)<-[tie:IN_COMMUNITY {view_id: view.view_id}]-(:Party)
  WHERE tie.until_number < view.number
  WITH tie
  LIMIT $rows_max
  DELETE tie
  RETURN count(*) AS ties
}
CALL (view) {
  MATCH (card:CommunityCard {view_id: view.view_id})
  WHERE card.number < view.number
  WITH card
  LIMIT $rows_max
  DELETE card
  RETURN count(*) AS cards
}
RETURN ties + cards AS removed
