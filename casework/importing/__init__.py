"""A first load from CSV: every problem of every row is listed, and a file is taken whole or not."""
