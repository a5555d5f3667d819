// One Scoreboard node for each board_id.
// access schema
CREATE CONSTRAINT scoreboard_key IF NOT EXISTS
FOR (node:Scoreboard) REQUIRE node.board_id IS UNIQUE
