"""What the algorithms say about a bank: runs, communities, influence; joins the graph and the algorithms."""
