// Removes groups that no derivation has any more.
// access write
// returns removed
MATCH (group:RelatedGroup)
WHERE NOT EXISTS { (group)--() }
DELETE group
RETURN count(*) AS removed
