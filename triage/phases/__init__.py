"""The phases of a run, in order: survey, enumerate, inspect, digest; or match again."""
