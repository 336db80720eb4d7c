"""The fast scan: random blocks against digests of known content, with a stated probability."""
