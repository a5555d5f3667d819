"""The rights of the persons in the graph: consent, access, correction, objection, erasure, retention."""
