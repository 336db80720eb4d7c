"""Hash sets: import, catalogue, exact and perceptual matching."""
