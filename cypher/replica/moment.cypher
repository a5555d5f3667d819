// Of which moment is the snapshot that analysts work on?
// access read
// returns as_of
MATCH (snapshot:Snapshot)
RETURN snapshot.as_of AS as_of
