// Makes what a run has written the current scores of its board: from this moment on, and whole.
// access write
// param board_id: STRING
// param run_id: STRING
// param number: INTEGER
// param properties: MAP
// returns number
MATCH (board:Scoreboard {board_id: $board_id, claimed_by: $run_id, number: $number})
SET board += $properties, board.number = $number + 1, board.run_id = $run_id, board.claimed_by = null
RETURN board.number AS number
