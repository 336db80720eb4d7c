"""The jail: sandboxed worker processes for everything that parses evidence."""
