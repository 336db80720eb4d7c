"""The canary pictures, as files."""
