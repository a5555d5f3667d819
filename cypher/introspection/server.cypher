// Which Neo4j answers?
// access read
// returns product, version, edition
CALL dbms.components() YIELD name, versions, edition
RETURN name AS product, versions[0] AS version, edition AS edition
