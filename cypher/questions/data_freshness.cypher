// How many records has each source given, of how many parties, and when was the last one taken in?
// access read
// needs WHOLE_BANK
// param rows_max: INTEGER
// returns source_id, title, source_type, rank, records, parties, last_recorded_at
CALL () {
  MATCH (record:SourceRecord)-[:DESCRIBES]->(party:Party)
  WITH record.record_source AS source_id, count(record) AS records, count(DISTINCT party) AS parties,
    max(record.recorded_at) AS last_recorded_at
  RETURN collect({
    source_id: source_id, records: records, parties: parties, last_recorded_at: last_recorded_at
  }) AS given
}
MATCH (source:Source)
WITH source, head([item IN given WHERE item.source_id = source.source_id]) AS item
RETURN source.source_id AS source_id,
  source.title AS title,
  source.source_type AS source_type,
  source.rank AS rank,
  coalesce(item.records, 0) AS records,
  coalesce(item.parties, 0) AS parties,
  item.last_recorded_at AS last_recorded_at
ORDER BY rank, source_id
LIMIT $rows_max
