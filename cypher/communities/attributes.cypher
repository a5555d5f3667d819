// What is known of all parties that communities can be told by, in columns?
// access read
// param valid_at: DATE
// param known_at: ZONED DATETIME
// returns party_ids, labels, regions, industries, birth_dates, segments, employers, branches, products, balances
MATCH (party:Party)
CALL (party) {
  OPTIONAL MATCH (party)-[tie:EMPLOYED_BY]->(employer:Organization)
  WHERE (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
    AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
    AND tie.recorded_at <= $known_at
    AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
    AND tie.status <> 'REJECTED'
  RETURN collect(DISTINCT employer.party_id) AS employers
}
CALL (party) {
  OPTIONAL MATCH (party)-[tie:SERVED_BY]->(branch:Branch)
  WHERE tie.superseded_at IS NULL AND tie.status <> 'REJECTED'
    AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
    AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
  RETURN collect(DISTINCT branch.name) AS branches
}
CALL (party) {
  OPTIONAL MATCH (party)-[tie:HOLDS]->(account:Account)
  WHERE tie.role IN ['PRIMARY', 'JOINT']
    AND (tie.valid_from IS NULL OR tie.valid_from <= $valid_at)
    AND (tie.valid_to IS NULL OR $valid_at < tie.valid_to)
    AND tie.recorded_at <= $known_at
    AND (tie.superseded_at IS NULL OR $known_at < tie.superseded_at)
    AND tie.status <> 'REJECTED'
  OPTIONAL MATCH (account)-[of:OF_PRODUCT]->(product:Product)
  WHERE of.recorded_at <= $known_at AND (of.superseded_at IS NULL OR $known_at < of.superseded_at)
  WITH account, product, COUNT { (account)<-[:HOLDS]-(:Party|Erased) } AS owners
  RETURN collect(DISTINCT product.name) AS products,
    collect(CASE WHEN account IS NULL THEN null ELSE {
      kind: account.kind, currency: account.currency, balance_minor: account.balance_minor, owners: owners
    } END) AS balances
}
WITH party, employers, branches, products, balances, right(party.party_id, 2) AS bucket
WITH bucket,
  collect(party.party_id) AS party_ids,
  collect(head([label IN labels(party) WHERE label IN ['Person', 'Organization', 'State', 'Arrangement']] + ['Party']))
    AS labels,
  collect(coalesce(party.region, '')) AS regions,
  collect(coalesce(party.industry, '')) AS industries,
  collect(coalesce(party.birth_date, '')) AS birth_dates,
  collect(coalesce(party.segment, '')) AS segments,
  collect(employers) AS employers,
  collect(branches) AS branches,
  collect(products) AS products,
  collect(balances) AS balances
RETURN party_ids AS party_ids, labels AS labels, regions AS regions, industries AS industries,
  birth_dates AS birth_dates, segments AS segments, employers AS employers, branches AS branches,
  products AS products, balances AS balances
