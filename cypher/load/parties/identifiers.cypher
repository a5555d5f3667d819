// Ties parties to the numbers by which they are found; a number that already belongs to someone stays there.
// access write
// param rows: LIST<MAP>
// param run_id: STRING
// param recorded_at: ZONED DATETIME
// returns created
UNWIND $rows AS row
MATCH (party:Party {party_id: row.party_id})
MERGE (identifier:Identifier {identifier_id: row.identifier_id})
  ON CREATE SET identifier.scheme = row.scheme,
    identifier.value = row.value,
    identifier.blind = row.blind,
    identifier.run_id = $run_id,
    identifier.recorded_at = $recorded_at
WITH party, identifier, row
WHERE NOT EXISTS { (identifier)<-[:IDENTIFIED_BY]-(:Party) }
CREATE (party)-[:IDENTIFIED_BY {source: row.source, run_id: $run_id, recorded_at: $recorded_at}]->(identifier)
RETURN count(*) AS created
