"""Inspectors: each reads one kind of fact out of an entry's content, inside the jail."""
