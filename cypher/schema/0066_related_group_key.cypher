// One RelatedGroup node for each related_group_id.
// access schema
CREATE CONSTRAINT related_group_key IF NOT EXISTS
FOR (node:RelatedGroup) REQUIRE node.related_group_id IS UNIQUE
