// Every tie of the whole bank from which the law derives something, as of one day and moment.
// Only what is asserted or confirmed: a guess, or what is in dispute, never decides who is related by law.
// access read
// param valid_at: DATE
// param known_at: ZONED DATETIME
// returns kind, start_id, end_id, source, facts
MATCH (start:Party)-[tie:OWNS|CONTROLS_ASSERTED|HOLDS_POSITION|SPOUSE_OF|PARENT_OF|ACTS_IN_CONCERT_WITH|NOMINEE_FOR|DELEGATES_VOTE_TO
    |GUARANTEES|FUNDED_BY|OVERRIDDEN]->(end:Party)
WHERE (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
  AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
  AND tie.recorded_at <= $known_at
  AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
  AND tie.status IN ['ASSERTED', 'CONFIRMED']
RETURN type(tie) AS kind,
  start.party_id AS start_id,
  end.party_id AS end_id,
  tie.source AS source,
  tie {
    .tie_id, .equity_share_ppb, .voting_share_ppb, .basis, .role, .is_key_manager, .amount_minor, .currency,
    .cash_cover_minor, .is_nominee, .valid_from, .valid_to, .relation, .decision, .rule_pack,
    .reason, .evidence, .decided_by, .decided_at
  } AS facts
