// How many parties are there, and how many ties of each kind, of all times? From the counts that the server keeps.
// access read
// returns parties, ties
RETURN COUNT { (:Party) } AS parties,
  {
    OWNS: COUNT { ()-[:OWNS]->() },
    CONTROLS_ASSERTED: COUNT { ()-[:CONTROLS_ASSERTED]->() },
    HOLDS_POSITION: COUNT { ()-[:HOLDS_POSITION]->() },
    EMPLOYED_BY: COUNT { ()-[:EMPLOYED_BY]->() },
    SPOUSE_OF: COUNT { ()-[:SPOUSE_OF]->() },
    PARENT_OF: COUNT { ()-[:PARENT_OF]->() },
    SOCIAL_TIE: COUNT { ()-[:SOCIAL_TIE]->() },
    REFERRED: COUNT { ()-[:REFERRED]->() },
    ACTS_IN_CONCERT_WITH: COUNT { ()-[:ACTS_IN_CONCERT_WITH]->() },
    NOMINEE_FOR: COUNT { ()-[:NOMINEE_FOR]->() },
    DELEGATES_VOTE_TO: COUNT { ()-[:DELEGATES_VOTE_TO]->() },
    GUARANTEES: COUNT { ()-[:GUARANTEES]->() },
    FUNDED_BY: COUNT { ()-[:FUNDED_BY]->() },
    TRANSFERS_TO: COUNT { ()-[:TRANSFERS_TO]->() }
  } AS ties
