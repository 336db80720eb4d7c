"""Tiny file systems that must open inside the jail; made by ``make.py``."""
