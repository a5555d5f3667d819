// Who are these parties? Only for those who may see every customer.
// access read
// param party_ids: LIST<STRING>
// returns party_id, name, labels
UNWIND $party_ids AS party_id
MATCH (party:Party {party_id: party_id})
RETURN party.party_id AS party_id, party.name AS name, labels(party) AS labels
