// Organisations are found by parts of their public names, in Chinese and in Latin letters.
// access schema
CREATE FULLTEXT INDEX organization_names IF NOT EXISTS
FOR (n:Organization|State|Arrangement) ON EACH [n.name]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}
