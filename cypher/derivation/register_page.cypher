// Which entries of the current derivation of a view come next, of one kind or status or about one party, or of all?
// access read
// param view_id: STRING
// param kind: STRING
// param status: STRING
// param party_id: STRING
// param after: STRING
// param rows_max: INTEGER
// returns kind, start_id, end_id, start, end, sort_key, tie
MATCH (view:DerivedView {view_id: $view_id})
MATCH (start:Party)-[tie:CONTROLS|BENEFICIAL_OWNER_OF|DEPENDS_ON|RELATED_TO|IN_RELATED_GROUP {view_id: view.view_id}]->(end)
WHERE tie.since_number <= view.number AND (tie.until_number IS NULL OR view.number < tie.until_number)
  AND tie.sort_key > $after
  AND ($kind IS NULL OR type(tie) = $kind)
  AND ($status IS NULL OR tie.status = $status)
  AND ($party_id IS NULL OR start.party_id = $party_id OR end.party_id = $party_id)
WITH start, tie, end
ORDER BY tie.sort_key
LIMIT $rows_max
RETURN type(tie) AS kind,
  start.party_id AS start_id,
  coalesce(end.party_id, end.related_group_id) AS end_id,
  start {.party_id, .name, labels: labels(start)} AS start,
  CASE WHEN end:Party THEN end {.party_id, .name, labels: labels(end)} END AS end,
  tie.sort_key AS sort_key,
  tie {
    .tie_id, .derived_id, .digest, .rule_id, .status, .standard, .basis, .lower, .upper, .rules, .paths, .run_id
  } AS tie
