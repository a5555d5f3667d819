"""Pure functions on a projection: arrays in, records out; only `job.py` reaches the graph."""
