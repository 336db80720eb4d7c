"""Watching the watch: clocks, tampering, silence. One detector a file."""
