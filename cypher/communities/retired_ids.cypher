// Which ids has any community of a view ever had?
// access read
// param view_id: STRING
// returns community_ids
MATCH (community:Community {view_id: $view_id})
RETURN collect(community.community_id) AS community_ids
