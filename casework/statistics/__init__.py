"""The annual report's tables and their trend, counted from records."""
