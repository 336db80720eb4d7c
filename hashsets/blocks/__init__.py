"""Digests of blocks of known files: finding pieces of a file wherever they lie on a medium."""
