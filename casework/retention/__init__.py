"""How long records are kept: schedules as data, what is due, archiving, erasure."""
