// Who is one step from each of these parties, by which ties, and which hubs were met and not walked through?
// One row for each visible party of the frontier; through a thing that parties share only when it is no hub.
// What is counted, cut off or called a hub rests on visible parties; `withheld` alone tells the others apart.
// Days and moments of ties come as text: an answer has thousands, and they are only shown.
// access read
// param frontier: LIST<STRING>
// param is_first: BOOLEAN
// param kinds: LIST<STRING>
// param hub_degree_max: INTEGER
// param fan_out_max: INTEGER
// param valid_at: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// returns from_id, name, labels, fan_out, has_more, is_walked, related, withheld, hubs, is_cut
UNWIND $frontier AS from_id
MATCH (from:Party {party_id: from_id})
WHERE ($sees_all OR NOT from:Customer
  OR EXISTS {
    (from)<-[manages:MANAGES]-(employee:Employee)
    WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
      AND manages.status <> 'REJECTED'
      AND (manages.valid_from IS NULL OR manages.valid_from <= date())
      AND (manages.valid_to IS NULL OR date() < manages.valid_to)
  }
  OR EXISTS {
    (from)-[served:SERVED_BY]->(branch:Branch)
    WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
      AND served.status <> 'REJECTED'
      AND (served.valid_from IS NULL OR served.valid_from <= date())
      AND (served.valid_to IS NULL OR date() < served.valid_to)
  })
WITH from,
  CASE
    WHEN $is_first THEN 0
    // So few ties of all sorts that the others cannot be too many: nothing needs to be looked at.
    WHEN NOT from:State AND COUNT {
      (from)-[:OWNS|CONTROLS_ASSERTED|HOLDS_POSITION|EMPLOYED_BY|SPOUSE_OF|PARENT_OF|SOCIAL_TIE|REFERRED
        |ACTS_IN_CONCERT_WITH|NOMINEE_FOR|DELEGATES_VOTE_TO|GUARANTEES|FUNDED_BY|TRANSFERS_TO]-()
    } <= $fan_out_max THEN 0
    ELSE COUNT {
      MATCH (from)-[tie:OWNS|CONTROLS_ASSERTED|HOLDS_POSITION|EMPLOYED_BY|SPOUSE_OF|PARENT_OF|SOCIAL_TIE|REFERRED
        |ACTS_IN_CONCERT_WITH|NOMINEE_FOR|DELEGATES_VOTE_TO|GUARANTEES|FUNDED_BY|TRANSFERS_TO]-(other:Party)
      WHERE type(tie) IN $kinds AND other <> from
        AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
        AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
        AND tie.recorded_at <= $known_at
        AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
        AND tie.status <> 'REJECTED'
      // A party is looked at once, however many ties there are to it.
      WITH DISTINCT other
      WHERE ($sees_all OR NOT other:Customer
        OR EXISTS {
          (other)<-[manages:MANAGES]-(employee:Employee)
          WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
            AND manages.status <> 'REJECTED'
            AND (manages.valid_from IS NULL OR manages.valid_from <= date())
            AND (manages.valid_to IS NULL OR date() < manages.valid_to)
        }
        OR EXISTS {
          (other)-[served:SERVED_BY]->(branch:Branch)
          WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
            AND served.status <> 'REJECTED'
            AND (served.valid_from IS NULL OR served.valid_from <= date())
            AND (served.valid_to IS NULL OR date() < served.valid_to)
        })
      RETURN other
      LIMIT $fan_out_max + 1
    }
  END AS fan_out
WITH from, fan_out, $is_first OR (fan_out <= $fan_out_max AND NOT from:State) AS is_walked
CALL (from, is_walked) {
  MATCH (from)-[tie:HOLDS|HAS_PHONE|HAS_ADDRESS|USED_DEVICE|HAS_EMAIL|IN_HOUSEHOLD]->(connector)
  WHERE is_walked AND type(tie) IN $kinds
    AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
    AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
    AND tie.recorded_at <= $known_at
    AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
    AND tie.status <> 'REJECTED'
  WITH connector, type(tie) AS kind, collect(tie {
      .tie_id, .source, .source_type, .confidence, .status, recorded_at: toString(tie.recorded_at),
      valid_from: toString(tie.valid_from), valid_to: toString(tie.valid_to),
      properties: CASE WHEN tie.role IS NULL THEN {} ELSE {role: tie.role} END
    }) AS ours
  WITH connector, kind, ours, COUNT {
    MATCH (connector)<-[back:HOLDS|HAS_PHONE|HAS_ADDRESS|USED_DEVICE|HAS_EMAIL|IN_HOUSEHOLD]-(sharer:Party)
    WHERE (back.valid_from IS NULL OR back.valid_from <= $valid_at)
      AND (back.valid_to IS NULL OR $valid_at < back.valid_to)
      AND back.recorded_at <= $known_at
      AND (back.superseded_at IS NULL OR $known_at < back.superseded_at)
      AND back.status <> 'REJECTED'
    RETURN DISTINCT sharer
    LIMIT $hub_degree_max + 1
  } AS sharers
  WHERE sharers > 1
  WITH connector, kind, ours, sharers <= $hub_degree_max AS is_small,
    CASE WHEN $sees_all THEN sharers ELSE COUNT {
      MATCH (connector)<-[back:HOLDS|HAS_PHONE|HAS_ADDRESS|USED_DEVICE|HAS_EMAIL|IN_HOUSEHOLD]-(sharer:Party)
      WHERE (back.valid_from IS NULL OR back.valid_from <= $valid_at)
        AND (back.valid_to IS NULL OR $valid_at < back.valid_to)
        AND back.recorded_at <= $known_at
        AND (back.superseded_at IS NULL OR $known_at < back.superseded_at)
        AND back.status <> 'REJECTED'
        AND ($sees_all OR NOT sharer:Customer
          OR EXISTS {
            (sharer)<-[manages:MANAGES]-(employee:Employee)
            WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
              AND manages.status <> 'REJECTED'
              AND (manages.valid_from IS NULL OR manages.valid_from <= date())
              AND (manages.valid_to IS NULL OR date() < manages.valid_to)
          }
          OR EXISTS {
            (sharer)-[served:SERVED_BY]->(branch:Branch)
            WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
              AND served.status <> 'REJECTED'
              AND (served.valid_from IS NULL OR served.valid_from <= date())
              AND (served.valid_to IS NULL OR date() < served.valid_to)
          })
      RETURN DISTINCT sharer
      LIMIT $hub_degree_max + 1
    } END AS seen
  WITH connector, kind, ours, is_small, seen, {
    label: head(labels(connector)),
    id: coalesce(
      connector.account_id, connector.phone_id, connector.address_id, connector.device_id, connector.email_id,
      connector.household_id
    ),
    name: coalesce(connector.number, connector.text, connector.address, connector.name),
    degree: seen
  } AS thing
  RETURN collect(CASE WHEN seen <= $hub_degree_max THEN {
      connector: connector, kind: kind, ours: ours, thing: thing, is_small: is_small
    } END) AS shared,
    collect(CASE WHEN seen > $hub_degree_max THEN thing {.*, element_id: elementId(connector)} END) AS hubs
}
CALL (from, is_walked, shared) {
  CALL (from, is_walked, shared) {
    MATCH (from)-[tie:OWNS|CONTROLS_ASSERTED|HOLDS_POSITION|EMPLOYED_BY|SPOUSE_OF|PARENT_OF|SOCIAL_TIE|REFERRED
      |ACTS_IN_CONCERT_WITH|NOMINEE_FOR|DELEGATES_VOTE_TO|GUARANTEES|FUNDED_BY]-(other:Party)
    WHERE is_walked AND type(tie) IN $kinds AND other <> from
      AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
      AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
      AND tie.recorded_at <= $known_at
      AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
      AND tie.status <> 'REJECTED'
    RETURN other, {kind: type(tie), is_outgoing: startNode(tie) = from, ours: tie {
      .*, digest: null, recorded_at: toString(tie.recorded_at),
      valid_from: toString(tie.valid_from), valid_to: toString(tie.valid_to)
    }} AS tie
    UNION ALL
    MATCH (from)-[tie:TRANSFERS_TO]-(other:Party)
    WHERE is_walked AND 'TRANSFERS_TO' IN $kinds AND other <> from
      AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
      AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
      AND tie.recorded_at <= $known_at
      AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
      AND tie.status <> 'REJECTED'
    WITH other, startNode(tie) = from AS is_outgoing, tie.source AS source, tie.source_type AS source_type,
      tie.status AS status, tie.currency AS currency, min(tie.confidence) AS confidence,
      sum(tie.amount_minor) AS amount_minor, sum(tie.count) AS count, count(DISTINCT tie.month) AS months,
      min(tie.month) AS first_month, max(tie.month) AS last_month, toString(max(tie.recorded_at)) AS recorded_at
    RETURN other, {kind: 'TRANSFERS_TO', is_outgoing: is_outgoing, ours: {
      source: source, source_type: source_type, status: status, confidence: confidence, recorded_at: recorded_at,
      amount_minor: amount_minor, currency: currency, count: count, months: months,
      first_month: first_month, last_month: last_month
    }} AS tie
    UNION ALL
    UNWIND shared AS item
    WITH from, item, item.connector AS connector
    MATCH (connector)<-[back:HOLDS|HAS_PHONE|HAS_ADDRESS|USED_DEVICE|HAS_EMAIL|IN_HOUSEHOLD]-(other:Party)
    WHERE other <> from
      AND (back.valid_from IS NULL OR back.valid_from <= $valid_at)
      AND (back.valid_to IS NULL OR $valid_at < back.valid_to)
      AND back.recorded_at <= $known_at
      AND (back.superseded_at IS NULL OR $known_at < back.superseded_at)
      AND back.status <> 'REJECTED'
      // Who is hidden behind something that too many share is no related party for anybody.
      AND (item.is_small OR ($sees_all OR NOT other:Customer
        OR EXISTS {
          (other)<-[manages:MANAGES]-(employee:Employee)
          WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
            AND manages.status <> 'REJECTED'
            AND (manages.valid_from IS NULL OR manages.valid_from <= date())
            AND (manages.valid_to IS NULL OR date() < manages.valid_to)
        }
        OR EXISTS {
          (other)-[served:SERVED_BY]->(branch:Branch)
          WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
            AND served.status <> 'REJECTED'
            AND (served.valid_from IS NULL OR served.valid_from <= date())
            AND (served.valid_to IS NULL OR date() < served.valid_to)
        }))
    WITH other, item, collect(back {
      .tie_id, .source, .source_type, .confidence, .status, recorded_at: toString(back.recorded_at),
      valid_from: toString(back.valid_from), valid_to: toString(back.valid_to),
      properties: CASE WHEN back.role IS NULL THEN {} ELSE {role: back.role} END
    }) AS theirs
    RETURN other, {kind: item.kind, through: item.thing, ours: item.ours, theirs: theirs} AS tie
  }
  WITH other, collect(tie) AS ties,
    ($sees_all OR NOT other:Customer
      OR EXISTS {
        (other)<-[manages:MANAGES]-(employee:Employee)
        WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
          AND manages.status <> 'REJECTED'
          AND (manages.valid_from IS NULL OR manages.valid_from <= date())
          AND (manages.valid_to IS NULL OR date() < manages.valid_to)
      }
      OR EXISTS {
        (other)-[served:SERVED_BY]->(branch:Branch)
        WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
          AND served.status <> 'REJECTED'
          AND (served.valid_from IS NULL OR served.valid_from <= date())
          AND (served.valid_to IS NULL OR date() < served.valid_to)
      }) AS is_visible
  ORDER BY other.party_id
  RETURN collect(CASE WHEN is_visible THEN {
      party_id: other.party_id, name: other.name, labels: labels(other), ties: ties
    } END)[..$fan_out_max + 1] AS found,
    collect(CASE WHEN NOT is_visible THEN elementId(other) END) AS withheld
}
RETURN from.party_id AS from_id,
  from.name AS name,
  labels(from) AS labels,
  fan_out AS fan_out,
  fan_out > $fan_out_max AS has_more,
  is_walked AS is_walked,
  found[..$fan_out_max] AS related,
  withheld AS withheld,
  hubs AS hubs,
  size(found) > $fan_out_max AS is_cut
