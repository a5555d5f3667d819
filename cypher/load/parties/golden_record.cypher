// Makes a party say what its records say: for each property the value of the most trusted source that has one.
// access write
// param party_ids: LIST<STRING>
// param blank: MAP
// param run_id: STRING
// returns refreshed
UNWIND $party_ids AS party_id
MATCH (party:Party {party_id: party_id})
CALL (party) {
  MATCH (record:SourceRecord)-[:DESCRIBES]->(party)
  WITH record ORDER BY record.record_rank DESC, record.record_id DESC
  RETURN collect(record) AS records
}
SET party += $blank
REMOVE party:Person:Organization:State:Arrangement:Customer
FOREACH (record IN records |
  SET party += properties(record)
  SET party:$(record.record_labels)
)
SET party.record_id = null,
  party.record_source = null,
  party.record_rank = null,
  party.record_labels = null,
  party.record_digest = null,
  party.record_run_id = null,
  party.record_made_by = null,
  party.record_evidence = null,
  party.record_reason = null,
  party.is_stale = null,
  party.sources = [record IN records | record.record_source],
  party.run_id = $run_id
RETURN count(party) AS refreshed
