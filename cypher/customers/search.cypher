// Who has this number or goes by this name? Numbers come first, then names by how well they fit.
// access read
// param exact: LIST<STRING>
// param name_query: STRING
// param include_non_customers: BOOLEAN
// param known_at: ZONED DATETIME
// param sees_all: BOOLEAN
// param employee_ids: LIST<STRING>
// param branch_ids: LIST<STRING>
// param skip: INTEGER
// param rows_max: INTEGER
// returns party_id, name, labels, birth_date, region, customer_since, matched_by, scheme
CALL () {
  MATCH (party:Party)
  WHERE party.party_id IN $exact
  RETURN party, 2.0 AS rank, 0.0 AS score, 'party_id' AS scheme
  UNION ALL
  MATCH (identifier:Identifier)<-[found:IDENTIFIED_BY]-(party:Party)
  WHERE identifier.value IN $exact AND found.recorded_at <= $known_at
  RETURN party, 2.0 AS rank, 0.0 AS score, identifier.scheme AS scheme
  UNION ALL
  CALL db.index.fulltext.queryNodes('party_name_search', $name_query) YIELD node, score
  RETURN node AS party, 1.0 AS rank, score AS score, null AS scheme
}
WITH party, max(rank) AS rank, max(score) AS score, min(scheme) AS scheme
WHERE (party:Customer OR $include_non_customers)
  AND ($sees_all OR NOT party:Customer
    OR EXISTS {
      (party)<-[manages:MANAGES]-(employee:Employee)
      WHERE employee.employee_id IN $employee_ids AND manages.superseded_at IS NULL
        AND (manages.valid_from IS NULL OR manages.valid_from <= date())
        AND (manages.valid_to IS NULL OR date() < manages.valid_to)
    }
    OR EXISTS {
      (party)-[served:SERVED_BY]->(branch:Branch)
      WHERE branch.branch_id IN $branch_ids AND served.superseded_at IS NULL
        AND (served.valid_from IS NULL OR served.valid_from <= date())
        AND (served.valid_to IS NULL OR date() < served.valid_to)
    })
ORDER BY rank DESC, score DESC, party.party_id
SKIP $skip
LIMIT $rows_max
RETURN party.party_id AS party_id,
  party.name AS name,
  labels(party) AS labels,
  party.birth_date AS birth_date,
  party.region AS region,
  party.customer_since AS customer_since,
  CASE WHEN scheme IS NULL THEN 'NAME' ELSE 'IDENTIFIER' END AS matched_by,
  scheme AS scheme
