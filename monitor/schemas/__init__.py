"""What goes in and comes out, for other programs: JSON Schema and AsyncAPI, made from the types."""
