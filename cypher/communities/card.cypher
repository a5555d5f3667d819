// What is said of this community, in the view that it belongs to? A community that is no more has no content.
// access read
// param community_id: STRING
// returns view_id, size, content
MATCH (community:Community {community_id: $community_id})
MATCH (view:CommunityView {view_id: community.view_id})
OPTIONAL MATCH (card:CommunityCard {community_id: $community_id, number: view.number})
RETURN view.view_id AS view_id, card.size AS size, card.content AS content
