// One DerivedView node for each view_id.
// access schema
CREATE CONSTRAINT derived_view_key IF NOT EXISTS
FOR (node:DerivedView) REQUIRE node.view_id IS UNIQUE
