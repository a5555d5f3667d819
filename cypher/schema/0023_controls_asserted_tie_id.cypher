// One CONTROLS_ASSERTED tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT controls_asserted_tie_id IF NOT EXISTS
FOR ()-[tie:CONTROLS_ASSERTED]-() REQUIRE tie.tie_id IS UNIQUE
