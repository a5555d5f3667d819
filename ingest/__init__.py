"""Jobs that bring a bank's source data into the graph."""
