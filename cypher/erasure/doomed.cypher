// What goes when this party is erased: the nodes that are the party's alone, every tie of theirs, the ties that stay
// as anonymous facts, the touchpoints that lose all that is personal; the business relationships with the bank; and the
// parts that the party has in customers, as owner or controller (through others too, five steps far) or in a post.
// access read
// param party_id: STRING
// returns labels, nodes, ties, kept_ties, touchpoints, relationships, roles
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
  } AS touchpoints,
  COLLECT {
    MATCH (party)-[tie:HOLDS]->(account:Account)
    WHERE tie.superseded_at IS NULL AND tie.status <> 'REJECTED' AND account.kind <> 'EXTERNAL'
    RETURN {kind: account.kind, until: CASE
      WHEN tie.valid_to IS NULL THEN account.closed_on
      WHEN account.closed_on IS NULL OR tie.valid_to < account.closed_on THEN tie.valid_to
      ELSE account.closed_on
    END}
  } + COLLECT {
    MATCH (party)-[tie:GUARANTEES]->()
    WHERE tie.superseded_at IS NULL AND tie.status <> 'REJECTED'
    RETURN {kind: 'GUARANTEE', until: tie.valid_to}
  } AS relationships,
  COLLECT {
    MATCH (party)-[tie:HOLDS_POSITION]->(:Customer)
    WHERE tie.superseded_at IS NULL AND tie.status <> 'REJECTED'
    RETURN {kind: type(tie), until: tie.valid_to}
  } + COLLECT {
    MATCH (party)-[tie:OWNS|CONTROLS_ASSERTED]->(held:Party)
    WHERE tie.superseded_at IS NULL AND tie.status <> 'REJECTED' AND held <> party
      AND (held:Customer OR EXISTS {
        MATCH (held)
          (()-[step:OWNS|CONTROLS_ASSERTED WHERE step.superseded_at IS NULL AND step.status <> 'REJECTED']->()){1,4}
          (customer:Customer)
        WHERE customer <> party
      })
    RETURN {kind: type(tie), until: tie.valid_to}
  } AS roles
WITH party, records, own, touchpoints, relationships, roles,
  COLLECT {
    UNWIND own AS account
    MATCH (account)-[:STANDING_ORDER|REMITS_TO|SETTLES_THROUGH]-(node:Account)
    WHERE NOT node IN own AND NOT EXISTS {
      MATCH (node)--(neighbour)
      WHERE NOT neighbour IN own
    }
    RETURN DISTINCT node
  } AS left_behind
WITH party, touchpoints, relationships, roles, [party] + records + own + left_behind AS nodes
WITH party, touchpoints, relationships, roles, nodes,
  COLLECT {
    UNWIND nodes AS node
    MATCH (node)-[tie]-()
    RETURN DISTINCT tie
  } AS touching
WITH party, touchpoints, relationships, roles, nodes, touching,
  [tie IN touching WHERE startNode(tie) = party
    AND (type(tie) IN ['INTERACTED', 'IN_SEGMENT'] OR (type(tie) = 'HOLDS' AND NOT endNode(tie) IN nodes))] AS kept
RETURN labels(party) AS labels,
  [node IN nodes | {
    label: CASE WHEN node:Party THEN 'Party' ELSE head(labels(node)) END, labels: labels(node),
    properties: properties(node)
  }] AS nodes,
  [tie IN touching WHERE NOT tie IN kept | {
    type: type(tie), properties: properties(tie), start: properties(startNode(tie)), end: properties(endNode(tie))
  }] AS ties,
  [tie IN kept | {
    type: type(tie), properties: properties(tie), start: properties(startNode(tie)), end: properties(endNode(tie))
  }] AS kept_ties,
  [node IN touchpoints | {label: 'Touchpoint', labels: labels(node), properties: properties(node)}] AS touchpoints,
  relationships AS relationships, roles AS roles
