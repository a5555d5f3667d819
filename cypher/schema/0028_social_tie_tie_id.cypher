// One SOCIAL_TIE tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT social_tie_tie_id IF NOT EXISTS
FOR ()-[tie:SOCIAL_TIE]-() REQUIRE tie.tie_id IS UNIQUE
