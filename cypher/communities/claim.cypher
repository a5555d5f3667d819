// Takes a view of communities over for one run: what another run still writes comes to nothing from now on.
// access write
// param view_id: STRING
// param projection: STRING
// param profile: STRING
// param run_id: STRING
// returns number
MERGE (view:CommunityView {view_id: $view_id})
ON CREATE SET view.number = 0
SET view.claimed_by = $run_id, view.projection = $projection, view.profile = $profile
RETURN view.number AS number
