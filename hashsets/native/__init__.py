"""The indexes' inner loops in C; ``hashsets.index.core`` chooses between them and numpy."""
