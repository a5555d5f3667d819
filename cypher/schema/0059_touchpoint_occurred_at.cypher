// Orders touchpoints in time for reports over a period.
// access schema
CREATE INDEX touchpoint_occurred_at IF NOT EXISTS
FOR (touchpoint:Touchpoint) ON (touchpoint.occurred_at)
