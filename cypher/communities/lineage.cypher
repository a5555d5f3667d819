// What has happened to this community, and to those that it came from or fell into, the latest first?
// access read
// param community_id: STRING
// returns change, before, after, valid_at, recorded_at
MATCH (community:Community {community_id: $community_id})
MATCH (view:CommunityView {view_id: community.view_id})
MATCH (event:CommunityEvent {view_id: view.view_id})
WHERE event.number <= view.number
  AND ($community_id IN event.before OR $community_id IN event.after)
RETURN event.change AS change,
  event.before AS before,
  event.after AS after,
  event.valid_at AS valid_at,
  event.recorded_at AS recorded_at
ORDER BY event.number DESC, event.event_id
