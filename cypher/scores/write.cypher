// Writes scores of the next run of a board; nobody reads them before it is the current one.
// Nothing happens when another run has taken the board over.
// access write
// param board_id: STRING
// param run_id: STRING
// param rows: LIST<MAP>
// returns written
MATCH (board:Scoreboard {board_id: $board_id, claimed_by: $run_id})
SET board.claimed_by = $run_id
WITH board
UNWIND $rows AS row
MATCH (party:Party {party_id: row.party_id})
MERGE (party)-[tie:SCORED {tie_id: $board_id + '|' + row.party_id + '|' + toString(board.number + 1)}]->(board)
SET tie.number = board.number + 1,
  tie.value = row.value,
  tie.rank = row.rank,
  tie.run_id = $run_id
RETURN count(*) AS written
