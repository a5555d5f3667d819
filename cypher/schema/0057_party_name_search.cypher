// Finds persons, whose names are sealed, by blind terms of their names.
// access schema
CREATE FULLTEXT INDEX person_name_terms IF NOT EXISTS
FOR (party:Party) ON EACH [party.name_terms]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}
