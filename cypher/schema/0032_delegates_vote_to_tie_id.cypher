// One DELEGATES_VOTE_TO tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT delegates_vote_to_tie_id IF NOT EXISTS
FOR ()-[tie:DELEGATES_VOTE_TO]-() REQUIRE tie.tie_id IS UNIQUE
