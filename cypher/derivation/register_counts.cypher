// How many entries does the current derivation of a view have, by what they say and how certain it is?
// access read
// param view_id: STRING
// returns kind, status, entries
MATCH (view:DerivedView {view_id: $view_id})
MATCH (:Party)-[tie:CONTROLS|BENEFICIAL_OWNER_OF|DEPENDS_ON|RELATED_TO|IN_RELATED_GROUP {view_id: view.view_id}]->()
WHERE tie.since_number <= view.number AND (tie.until_number IS NULL OR view.number < tie.until_number)
RETURN type(tie) AS kind, tie.status AS status, count(*) AS entries
ORDER BY kind, status
