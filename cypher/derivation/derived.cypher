// What does the current derivation of a view say? One tie a row, in no order.
// access read
// param view_id: STRING
// returns kind, start_id, end_id, tie
MATCH (view:DerivedView {view_id: $view_id})
MATCH (start:Party)-[tie:CONTROLS|BENEFICIAL_OWNER_OF|DEPENDS_ON|RELATED_TO|IN_RELATED_GROUP {view_id: view.view_id}]->(end)
WHERE tie.since_number <= view.number AND (tie.until_number IS NULL OR view.number < tie.until_number)
RETURN type(tie) AS kind,
  start.party_id AS start_id,
  coalesce(end.party_id, end.related_group_id) AS end_id,
  tie {
    .tie_id, .derived_id, .digest, .rule_id, .status, .standard, .basis, .lower, .upper, .rules, .paths, .run_id
  } AS tie
