// What passed between the bank and this party, newest first? One row for the party, empty when it is not visible.
// access read
// param party_id: STRING
// param channel: STRING
// param kind: STRING
// param before_millis: INTEGER
// param after_touchpoint_id: STRING
// param rows_max: INTEGER
// param valid_at: DATE
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// returns party_id, touchpoints
MATCH (party:Party {party_id: $party_id})
WHERE $sees_all OR NOT party:Customer
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
  }
CALL (party) {
  MATCH (party)-[interacted:INTERACTED]->(touchpoint:Touchpoint)
  WHERE interacted.recorded_at <= $known_at
    AND (interacted.superseded_at IS NULL OR $known_at < interacted.superseded_at)
    AND date(touchpoint.occurred_at) <= $valid_at
    AND ($kind IS NULL OR touchpoint.kind = $kind)
    AND ($channel IS NULL OR EXISTS { (touchpoint)-[:VIA]->(:Channel {channel_id: $channel}) })
  WITH DISTINCT touchpoint, touchpoint.occurred_at.epochMillis AS occurred_millis
  WHERE $before_millis IS NULL
    OR occurred_millis < $before_millis
    OR (occurred_millis = $before_millis AND touchpoint.touchpoint_id > $after_touchpoint_id)
  WITH touchpoint, occurred_millis
  ORDER BY occurred_millis DESC, touchpoint.touchpoint_id
  LIMIT $rows_max
  WITH touchpoint, occurred_millis,
    head(COLLECT {
      MATCH (touchpoint)-[via:VIA]->(channel:Channel)
      WHERE via.recorded_at <= $known_at AND (via.superseded_at IS NULL OR $known_at < via.superseded_at)
      RETURN channel
    }) AS channel,
    head(COLLECT {
      MATCH (touchpoint)-[on:ON_ACCOUNT]->(account:Account)
      WHERE on.recorded_at <= $known_at AND (on.superseded_at IS NULL OR $known_at < on.superseded_at)
      RETURN account
    }) AS account
  RETURN collect({
    touchpoint: touchpoint {.*, digest: null, run_id: null, recorded_at: null},
    occurred_millis: occurred_millis,
    channel_id: channel.channel_id,
    channel_name: channel.name,
    account_id: account.account_id,
    account_currency: account.currency
  }) AS touchpoints
}
RETURN party.party_id AS party_id, touchpoints AS touchpoints
