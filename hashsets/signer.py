"""Whose signature a category profile carries."""

import msgspec


class Signer(msgspec.Struct, frozen=True, kw_only=True):
    """A good signature: the trusted key's file name and number, and the comment signed along."""

    key: str
    number: str
    comment: str
    profile_sha256: str
