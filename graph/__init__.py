"""The graph: what it means, and the only code that reaches it."""
