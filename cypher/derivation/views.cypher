// Which derivations can be read, of this rule pack or of all? The latest day comes first.
// access read
// param rule_pack: STRING
// returns view_id, rule_pack, pack_version, valid_at, known_at, number, run_id, finished_at, digest, ties
MATCH (view:DerivedView)
WHERE view.number > 0 AND ($rule_pack IS NULL OR view.rule_pack = $rule_pack)
RETURN view.view_id AS view_id,
  view.rule_pack AS rule_pack,
  view.pack_version AS pack_version,
  view.valid_at AS valid_at,
  view.known_at AS known_at,
  view.number AS number,
  view.run_id AS run_id,
  view.finished_at AS finished_at,
  view.digest AS digest,
  view.ties AS ties
ORDER BY view.valid_at DESC, view.view_id
