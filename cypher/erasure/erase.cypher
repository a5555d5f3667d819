// Erases a party: what `erasure/doomed` names goes, and what totals need stays at a node without a name.
// Nothing happens when the graph has changed since it was looked at: then the numbers differ.
// access write
// param party_id: STRING
// param erased_id: STRING
// param nodes_expected: INTEGER
// param ties_expected: INTEGER
// returns nodes, ties, kept_ties, touchpoints
MATCH (party:Party {party_id: $party_id})
WITH party,
  COLLECT {
    MATCH (party)<-[:DESCRIBES]-(node:SourceRecord)
    RETURN DISTINCT node
  } AS records,
  COLLECT {
    MATCH (party)-[:IDENTIFIED_BY|GAVE|HOLDS|HAS_PHONE|HAS_ADDRESS|HAS_EMAIL|USED_DEVICE|IN_HOUSEHOLD]->(node)
    WHERE NOT EXISTS {
      MATCH (node)--(other:Party)
      WHERE other <> party
    }
    RETURN DISTINCT node
  } AS own,
  COLLECT {
    MATCH (party)-[:INTERACTED]->(node:Touchpoint)
    WHERE NOT EXISTS {
      MATCH (node)<-[:INTERACTED]-(other:Party)
      WHERE other <> party
    }
    RETURN DISTINCT node
  } AS touchpoints
WITH party, records, own, touchpoints,
  COLLECT {
    UNWIND own AS account
    MATCH (account)-[:STANDING_ORDER|REMITS_TO|SETTLES_THROUGH]-(node:Account)
    WHERE NOT node IN own AND NOT EXISTS {
      MATCH (node)--(neighbour)
      WHERE NOT neighbour IN own
    }
    RETURN DISTINCT node
  } AS left_behind
WITH party, touchpoints, [party] + records + own + left_behind AS nodes
WITH party, touchpoints, nodes,
  COLLECT {
    UNWIND nodes AS node
    MATCH (node)-[tie]-()
    RETURN DISTINCT tie
  } AS touching
WITH party, touchpoints, nodes, touching,
  [tie IN touching WHERE startNode(tie) = party
    AND (type(tie) IN ['INTERACTED', 'IN_SEGMENT'] OR (type(tie) = 'HOLDS' AND NOT endNode(tie) IN nodes))] AS kept
WHERE size(nodes) = $nodes_expected AND size(touching) = $ties_expected
WITH party, touchpoints, nodes, kept,
  [node IN nodes | {
    label: CASE WHEN node:Party THEN 'Party' ELSE head(labels(node)) END,
    key: coalesce(node.party_id, node.record_id, node.identifier_id, node.consent_id, node.account_id, node.phone_id,
      node.address_id, node.email_id, node.device_id, node.household_id)
  }] AS gone_nodes,
  [tie IN touching WHERE NOT tie IN kept | {label: type(tie), key: coalesce(tie.tie_id, elementId(tie))}] AS gone_ties,
  [tie IN kept | {label: type(tie), key: coalesce(tie.tie_id, elementId(tie))}] AS kept_ties,
  [node IN touchpoints | {label: 'Touchpoint', key: node.touchpoint_id}] AS emptied
CREATE (erased:Erased {erased_id: $erased_id, was_customer: party:Customer})
WITH erased, touchpoints, nodes, kept, gone_nodes, gone_ties, kept_ties, emptied
CALL (erased, kept) {
  UNWIND kept AS tie
  WITH erased, tie, endNode(tie) AS end
  WHERE type(tie) = 'INTERACTED'
  CREATE (erased)-[copy:INTERACTED]->(end)
  SET copy = tie {.*, digest: null, tie_id: 'erased-' + randomUUID()}
}
CALL (erased, kept) {
  UNWIND kept AS tie
  WITH erased, tie, endNode(tie) AS end
  WHERE type(tie) = 'IN_SEGMENT'
  CREATE (erased)-[copy:IN_SEGMENT]->(end)
  SET copy = tie {.*, digest: null, tie_id: 'erased-' + randomUUID()}
}
CALL (erased, kept) {
  UNWIND kept AS tie
  WITH erased, tie, endNode(tie) AS end
  WHERE type(tie) = 'HOLDS'
  CREATE (erased)-[copy:HOLDS]->(end)
  SET copy = tie {.*, digest: null, tie_id: 'erased-' + randomUUID()}
}
FOREACH (node IN touchpoints |
  SET node = node {
    .kind, .occurred_at, .direction, .outcome, .purpose, .amount_minor, .currency, .run_id, .recorded_at,
    touchpoint_id: 'erased-' + randomUUID()
  }
)
FOREACH (node IN nodes | DETACH DELETE node)
RETURN gone_nodes AS nodes, gone_ties AS ties, kept_ties AS kept_ties, emptied AS touchpoints
