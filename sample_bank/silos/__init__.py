"""How each silo of the invented bank tells the truth: its ids, its spellings, its file format."""
