"""HTTP and nothing else: routes, their shapes, and what each failure looks like on the wire."""
