"""CSV exports of other monitoring products into events, by a map of their columns.

A row becomes an event, or is reported with its number and the reason; none is dropped unsaid.
"""
