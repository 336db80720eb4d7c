"""Casework: records of people and orders, the only store of them, and an audit log that stands."""
