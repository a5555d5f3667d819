// Finds organisations by name in Chinese or Latin script, pinyin and initials.
// access schema
CREATE FULLTEXT INDEX entity_name_search IF NOT EXISTS
FOR (party:Organization|State|Arrangement) ON EACH [party.name, party.name_search]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}
