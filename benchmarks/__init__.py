"""One question a file: what a part of the product costs, beside its bare alternative."""
