"""Importers of hash-set formats, one file each."""
