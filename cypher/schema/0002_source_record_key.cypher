// One SourceRecord node for each record_id.
// access schema
CREATE CONSTRAINT source_record_key IF NOT EXISTS
FOR (node:SourceRecord) REQUIRE node.record_id IS UNIQUE
