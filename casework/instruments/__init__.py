"""Risk instruments as far as software may go: names of items, sums, and a force's own bands."""
