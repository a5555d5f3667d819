// One Household node for each household_id.
// access schema
CREATE CONSTRAINT household_key IF NOT EXISTS
FOR (node:Household) REQUIRE node.household_id IS UNIQUE
