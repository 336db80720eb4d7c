"""A phone to try Skerry on: everything in it is generated, and nothing in it is real."""
