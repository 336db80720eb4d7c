"""The examination file: one SQLite file that holds everything an examination found."""
