"""Keys, sealed fields, blind indexes and masks."""
