// Which communities were looked for: on which ties, how large, when, and how good are they?
// access read
// returns view_id, projection, profile, number, run_id, valid_at, known_at, finished_at, resolution, digest, content
MATCH (view:CommunityView)
WHERE view.number > 0
RETURN view.view_id AS view_id,
  view.projection AS projection,
  view.profile AS profile,
  view.number AS number,
  view.run_id AS run_id,
  view.valid_at AS valid_at,
  view.known_at AS known_at,
  view.finished_at AS finished_at,
  view.resolution AS resolution,
  view.digest AS digest,
  view.content AS content
ORDER BY view.view_id
