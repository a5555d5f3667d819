// One USED_DEVICE tie for each tie_id, which is what makes loading it twice change nothing.
// access schema
CREATE CONSTRAINT used_device_tie_id IF NOT EXISTS
FOR ()-[tie:USED_DEVICE]-() REQUIRE tie.tie_id IS UNIQUE
