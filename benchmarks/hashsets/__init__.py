"""The hash-set indexes beside other programs' in one run."""
