"""Folding compiled from C, where there is a compiler; ``keywords.folding`` has it in Python."""
