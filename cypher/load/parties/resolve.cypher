// Whose are these identifiers?
// access read
// param identifier_ids: LIST<STRING>
// returns identifier_id, party_id
UNWIND $identifier_ids AS identifier_id
MATCH (:Identifier {identifier_id: identifier_id})<-[:IDENTIFIED_BY]-(party:Party)
RETURN identifier_id AS identifier_id, party.party_id AS party_id
