// Finds parties by name in Chinese or Latin script, pinyin and initials.
// access schema
CREATE FULLTEXT INDEX party_name_search IF NOT EXISTS
FOR (party:Party) ON EACH [party.name, party.name_search]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}
