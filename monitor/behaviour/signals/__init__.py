"""One signal a file: what it measures, of which direction, in which words."""
