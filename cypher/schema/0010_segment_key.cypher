// One Segment node for each segment_id.
// access schema
CREATE CONSTRAINT segment_key IF NOT EXISTS
FOR (node:Segment) REQUIRE node.segment_id IS UNIQUE
