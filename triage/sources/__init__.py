"""Sources: what an examiner points at, opened read-only, surveyed and walked."""
