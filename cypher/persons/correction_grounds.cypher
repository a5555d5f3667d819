// Puts beside a correction who made it, on what evidence and why; the texts are sealed.
// access write
// param record_id: STRING
// param made_by: STRING
// param evidence: STRING
// param reason: STRING
// returns record_id
MATCH (record:SourceRecord {record_id: $record_id})
SET record.record_made_by = $made_by, record.record_evidence = $evidence, record.record_reason = $reason
RETURN record.record_id AS record_id
