"""Keyword libraries: what they hold, how text is folded, and what matches. Used by both halves."""
