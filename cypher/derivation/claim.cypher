// Takes a view over for one run: what another run still writes comes to nothing from now on.
// access write
// param view_id: STRING
// param rule_pack: STRING
// param valid_at: DATE
// param run_id: STRING
// returns number
MERGE (view:DerivedView {view_id: $view_id})
ON CREATE SET view.number = 0
SET view.claimed_by = $run_id, view.rule_pack = $rule_pack, view.valid_at = $valid_at
RETURN view.number AS number
