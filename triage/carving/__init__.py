"""Finding files by their structure in space that belongs to no listed file."""
