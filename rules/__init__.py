"""Related-party law as data, and what follows from it for the facts of one day."""
