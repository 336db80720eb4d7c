"""Episodes that are planted in a stream, each with what the monitor is expected to make of it."""
