// Which names of properties does the server know?
// access read
// returns name
CALL db.propertyKeys() YIELD propertyKey
RETURN propertyKey AS name
