"""Every Cypher text of the product, one statement a file; the path is the name."""

from cypher.catalogue import Access, HeaderError, Query, load_catalogue, query

__all__ = ["Access", "HeaderError", "Query", "load_catalogue", "query"]
