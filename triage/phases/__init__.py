"""The phases of a run: survey, enumerate, match again, inspect, carve, inspect, digest."""
