"""Reports on an examination: HTML, CSV, JSON lines and a manifest."""
