// Takes a board of scores over for one run: what another run still writes comes to nothing from now on.
// access write
// param board_id: STRING
// param run_id: STRING
// returns number
MERGE (board:Scoreboard {board_id: $board_id})
ON CREATE SET board.number = 0
SET board.claimed_by = $run_id
RETURN board.number AS number
