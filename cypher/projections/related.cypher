// Which parties are tied directly, by any kind of tie, in columns; the weight is the confidence from 0 to 1.
// access read
// param valid_at: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// param tie_kinds: LIST<STRING>
// returns kind, start_ids, end_ids, weights, confidences, withheld
MATCH (party:Party)-[tie:OWNS|CONTROLS_ASSERTED|HOLDS_POSITION|EMPLOYED_BY|SPOUSE_OF|PARENT_OF|SOCIAL_TIE|REFERRED
  |ACTS_IN_CONCERT_WITH|NOMINEE_FOR|DELEGATES_VOTE_TO|GUARANTEES|FUNDED_BY|TRANSFERS_TO]->(other:Party)
WHERE type(tie) IN $tie_kinds
  AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
  AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
  AND tie.recorded_at <= $known_at
  AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
  AND tie.status <> 'REJECTED'
WITH party, other, type(tie) AS kind, max(tie.confidence) AS weight, max(tie.confidence) AS confidence
WITH kind, party.party_id AS start_id, other.party_id AS end_id, weight, confidence,
  $sees_all OR (
    (NOT party:Customer
      OR EXISTS {
        (party)<-[manages:MANAGES]-(employee:Employee)
        WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
          AND manages.status <> 'REJECTED'
          AND (manages.valid_from IS NULL OR manages.valid_from <= date())
          AND (manages.valid_to IS NULL OR date() < manages.valid_to)
      }
      OR EXISTS {
        (party)-[served:SERVED_BY]->(branch:Branch)
        WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
          AND served.status <> 'REJECTED'
          AND (served.valid_from IS NULL OR served.valid_from <= date())
          AND (served.valid_to IS NULL OR date() < served.valid_to)
      })
    AND (NOT other:Customer
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
  ) AS is_visible
WITH kind, right(start_id, 2) AS bucket,
  collect(CASE WHEN is_visible THEN start_id END) AS start_ids,
  collect(CASE WHEN is_visible THEN end_id END) AS end_ids,
  collect(CASE WHEN is_visible THEN coalesce(weight, 0.0 / 0.0) END) AS weights,
  collect(CASE WHEN is_visible THEN coalesce(confidence, 1.0) END) AS confidences,
  sum(CASE WHEN is_visible THEN 0 ELSE 1 END) AS withheld
RETURN kind AS kind, start_ids AS start_ids, end_ids AS end_ids, weights AS weights, confidences AS confidences,
  withheld AS withheld
