// Everything that the graph says of one party: its golden record, and every tie with whatever is at its other end.
// access read
// param party_id: STRING
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// returns party, labels, statements
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
WITH party,
  COLLECT {
    MATCH (party)-[tie]-(other)
    RETURN {
      kind: type(tie),
      is_outgoing: startNode(tie) = party,
      tie: properties(tie),
      labels: labels(other),
      other: properties(other),
      others: CASE
        WHEN other:Account OR other:Phone OR other:Address OR other:Device OR other:Email OR other:Household
        THEN COUNT {
          MATCH (other)--(sharer:Party)
          WHERE sharer <> party
          RETURN DISTINCT sharer
        }
      END,
      channel: head(COLLECT { MATCH (other)-[:VIA]->(channel:Channel) RETURN channel.channel_id }),
      account: head(COLLECT { MATCH (other)-[:ON_ACCOUNT]->(account:Account) RETURN account.account_id })
    }
  } AS statements
RETURN properties(party) AS party, labels(party) AS labels, statements AS statements
