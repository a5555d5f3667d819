// Writes what has happened to communities from the current run of a view to the next.
// Nothing happens when another run has taken the view over.
// access write
// param view_id: STRING
// param run_id: STRING
// param rows: LIST<MAP>
// returns written
MATCH (view:CommunityView {view_id: $view_id, claimed_by: $run_id})
SET view.claimed_by = $run_id
WITH view
UNWIND $rows AS row
MERGE (event:CommunityEvent {event_id: $view_id + '|' + toString(view.number + 1) + '|' + toString(row.place)})
SET event.view_id = $view_id,
  event.number = view.number + 1,
  event.change = row.change,
  event.before = row.before,
  event.after = row.after,
  event.valid_at = row.valid_at,
  event.recorded_at = row.recorded_at
RETURN count(*) AS written
