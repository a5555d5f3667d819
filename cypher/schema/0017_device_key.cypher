// One Device node for each device_id.
// access schema
CREATE CONSTRAINT device_key IF NOT EXISTS
FOR (node:Device) REQUIRE node.device_id IS UNIQUE
