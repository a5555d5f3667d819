// Which communities does a view have, the largest first?
// access read
// param view_id: STRING
// param after: STRING
// param size_min: INTEGER
// param rows_max: INTEGER
// returns community_id, size, content, sort_key
MATCH (view:CommunityView {view_id: $view_id})
MATCH (card:CommunityCard {view_id: $view_id})
WHERE card.number = view.number AND card.size >= $size_min AND card.sort_key > $after
RETURN card.community_id AS community_id, card.size AS size, card.content AS content, card.sort_key AS sort_key
ORDER BY card.sort_key
LIMIT $rows_max
