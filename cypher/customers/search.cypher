// Who has this number or goes by this name? Numbers come first, then whole names, whole words, beginnings of words:
// never by a score, which would rest on the names of those whom the caller may not see.
// access read
// param party_ids: LIST<STRING>
// param number_blind: STRING
// param person_query: STRING
// param whole_terms: LIST<STRING>
// param word_terms: LIST<STRING>
// param entity_query: STRING
// param entity_words_query: STRING
// param entity_name: STRING
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
  WHERE party.party_id IN $party_ids
  RETURN party, 4 AS tier, 'party_id' AS scheme
  UNION ALL
  MATCH (identifier:Identifier {blind: $number_blind})<-[found:IDENTIFIED_BY]-(party:Party)
  WHERE found.recorded_at <= $known_at
  RETURN party, 4 AS tier, identifier.scheme AS scheme
  UNION ALL
  CALL db.index.fulltext.queryNodes('person_name_terms', $person_query) YIELD node
  RETURN node AS party,
    CASE
      WHEN any(term IN $whole_terms WHERE node.name_terms CONTAINS term) THEN 3
      WHEN all(term IN $word_terms WHERE node.name_terms CONTAINS term) THEN 2
      ELSE 1
    END AS tier,
    null AS scheme
  UNION ALL
  CALL db.index.fulltext.queryNodes('entity_name_search', $entity_words_query) YIELD node
  RETURN node AS party, CASE WHEN toLower(node.name) = $entity_name THEN 3 ELSE 2 END AS tier, null AS scheme
  UNION ALL
  CALL db.index.fulltext.queryNodes('entity_name_search', $entity_query) YIELD node
  RETURN node AS party, 1 AS tier, null AS scheme
}
WITH party, max(tier) AS tier, min(scheme) AS scheme
WHERE (party:Customer OR $include_non_customers)
  AND ($sees_all OR NOT party:Customer
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
ORDER BY tier DESC, party.party_id
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
