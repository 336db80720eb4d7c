"""Indexes over sorted hashes: exact by prefix buckets, perceptual by multi-index hashing."""

from hashsets.index.core import core_name

__all__ = ["core_name"]
