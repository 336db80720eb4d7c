"""Commands for the frequent kinds of record, each declared as one form."""
