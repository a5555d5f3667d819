// Which indexes does the server hold, and are they ready?
// access read
// returns name, state
SHOW INDEXES YIELD name, state
RETURN name AS name, state AS state
