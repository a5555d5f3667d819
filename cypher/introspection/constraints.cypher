// Which constraints does the server hold?
// access read
// returns name
SHOW CONSTRAINTS YIELD name
RETURN name AS name
