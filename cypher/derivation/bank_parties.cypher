// Every party of the whole bank that has a tie from which the law may derive something.
// access read
// returns party_id, labels, birth_date, legal_form
MATCH (party:Party)
WHERE EXISTS {
  (party)-[:OWNS|CONTROLS_ASSERTED|HOLDS_POSITION|SPOUSE_OF|PARENT_OF|ACTS_IN_CONCERT_WITH|NOMINEE_FOR|DELEGATES_VOTE_TO
    |GUARANTEES|FUNDED_BY|OVERRIDDEN]-(:Party)
}
RETURN party.party_id AS party_id,
  labels(party) AS labels,
  party.birth_date AS birth_date,
  party.legal_form AS legal_form
