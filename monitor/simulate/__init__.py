"""Streams of events of people who do not exist: neutral text, a plausible week, planted episodes.

The same seed, people, events and start give the same bytes, on any machine and any Python: nothing
but ``random.Random.random`` is drawn from, whose numbers are promised to stay as they are.
"""
