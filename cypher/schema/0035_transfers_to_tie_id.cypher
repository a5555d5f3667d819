// One TRANSFERS_TO tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT transfers_to_tie_id IF NOT EXISTS
FOR ()-[tie:TRANSFERS_TO]-() REQUIRE tie.tie_id IS UNIQUE
