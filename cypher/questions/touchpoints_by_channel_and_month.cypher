// How many contacts had customers over each channel in each month of a period, and how many customers?
// `from_day` belongs to the period, `until_day` does not.
// Who was erased is still counted, as nobody in particular, where the whole bank is asked about.
// access read
// param from_day: DATE
// param until_day: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// param rows_max: INTEGER
// returns month, channel, touchpoints, customers
MATCH (touchpoint:Touchpoint)
WHERE touchpoint.occurred_at >= datetime({date: $from_day}) AND touchpoint.occurred_at < datetime({date: $until_day})
MATCH (party:Customer|Erased)-[tie:INTERACTED]->(touchpoint)-[via:VIA]->(channel:Channel)
WHERE tie.recorded_at <= $known_at AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
  AND via.recorded_at <= $known_at AND (via.superseded_at IS NULL OR $known_at < via.superseded_at)
  AND (party:Customer OR party.was_customer)
  AND ($sees_all
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
WITH toString(date.truncate('month', touchpoint.occurred_at)) AS first_day, channel,
  count(DISTINCT touchpoint) AS touchpoints, count(DISTINCT party) AS customers
RETURN left(first_day, 7) AS month, channel.name AS channel, touchpoints AS touchpoints, customers AS customers
ORDER BY month, channel
LIMIT $rows_max
