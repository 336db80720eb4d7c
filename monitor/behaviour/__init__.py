"""What is usual for a person, and what is not: counted by local days, judged when a day is over."""
