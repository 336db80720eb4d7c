"""The records of casework, frozen: one concept a file. ``kinds`` lists them all."""
