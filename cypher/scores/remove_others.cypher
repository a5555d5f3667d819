// Removes scores of a board that are not of its current run: unfinished ones, and those of the run before.
// access write
// param board_id: STRING
// param rows_max: INTEGER
// returns removed
MATCH (board:Scoreboard {board_id: $board_id})
CALL (board) {
  MATCH (:Party)-[tie:SCORED]->(board)
  WHERE tie.number <> board.number
  WITH tie
  LIMIT $rows_max
  DELETE tie
  RETURN count(*) AS gone
}
RETURN gone AS removed
