"""The product put together: settings, wiring, command line, and the local Neo4j."""
