// Makes sure that these groups are there.
// access write
// param group_ids: LIST<STRING>
UNWIND $group_ids AS group_id
MERGE (:RelatedGroup {related_group_id: group_id})
