// Makes what a run has written the current communities of its view: from this moment on, and whole.
// access write
// param view_id: STRING
// param run_id: STRING
// param number: INTEGER
// param properties: MAP
// returns number
MATCH (view:CommunityView {view_id: $view_id, claimed_by: $run_id, number: $number})
SET view += $properties, view.number = $number + 1, view.run_id = $run_id, view.claimed_by = null
RETURN view.number AS number
