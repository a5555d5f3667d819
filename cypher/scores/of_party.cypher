// How does this party stand on every board of scores, and in which communities is it?
// access read
// param party_id: STRING
// returns scores, communities
MATCH (party:Party {party_id: $party_id})
WITH
  COLLECT {
    MATCH (party)-[tie:SCORED]->(board:Scoreboard)
    WHERE tie.number = board.number
    RETURN {
      board_id: board.board_id, value: tie.value, rank: tie.rank, parties: board.parties,
      projection: board.projection, valid_at: board.valid_at, finished_at: board.finished_at
    }
    ORDER BY board.board_id
  } AS scores,
  COLLECT {
    MATCH (party)-[tie:IN_COMMUNITY]->(community:Community)
    MATCH (view:CommunityView {view_id: tie.view_id})
    WHERE tie.since_number <= view.number AND (tie.until_number IS NULL OR tie.until_number > view.number)
    RETURN {
      community_id: community.community_id, view_id: view.view_id, rank: tie.rank, projection: view.projection
    }
    ORDER BY view.view_id
  } AS communities
RETURN scores AS scores, communities AS communities
