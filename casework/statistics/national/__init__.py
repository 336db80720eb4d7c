"""Published national figures, as a sample series, and their arithmetic done again."""
