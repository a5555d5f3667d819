"""Cypher that analysts write themselves: the gate, the run, the replica, saved queries."""
