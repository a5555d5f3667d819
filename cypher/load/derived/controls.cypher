// Writes CONTROLS ties of the next derivation of a view; nobody reads them before it becomes the current one.
// Nothing happens when another run has taken the view over.
// access write
// param view_id: STRING
// param run_id: STRING
// param rows: LIST<MAP>
// returns written
MATCH (view:DerivedView {view_id: $view_id, claimed_by: $run_id})
SET view.claimed_by = $run_id
WITH view
UNWIND $rows AS row
MATCH (start:Party {party_id: row.start_id})
MATCH (end:Party {party_id: row.end_id})
MERGE (start)-[tie:CONTROLS {tie_id: row.tie_id}]->(end)
SET tie = row.properties, tie.tie_id = row.tie_id, tie.since_number = view.number + 1
RETURN count(*) AS written
