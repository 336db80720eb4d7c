"""The legal basis for monitoring, worked out from orders and devices, and ``basis.json``."""
