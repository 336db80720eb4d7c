"""Digests written as hexadecimal text."""

import re

from hashsets.records import DIGEST_BYTES, Algorithm, BadRecord, Digest

HEX = re.compile(r"[0-9A-Fa-f]+")

BY_HEX_DIGITS = {32: Algorithm.MD5, 40: Algorithm.SHA1}
"""The lengths that only one algorithm has; 64 digits may be SHA-256 or PDQ."""

AMBIGUOUS = (
    "64 hex digits may be SHA-256 or PDQ: say which with the algorithm option or a header line"
)

SPELLINGS: dict[str, Algorithm] = {
    "md5": Algorithm.MD5,
    "sha1": Algorithm.SHA1,
    "sha256": Algorithm.SHA256,
    "sha2256": Algorithm.SHA256,
    "pdq": Algorithm.PDQ,
    "pdqhash": Algorithm.PDQ,
    "hashpdq": Algorithm.PDQ,
    "phash": Algorithm.PHASH,
}


def squeezed(name: str) -> str:
    """A name as its lower-case letters and digits only, so that spellings agree."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


def algorithm_called(name: str) -> Algorithm | None:
    """The algorithm a file calls by this name (``SHA-1``, ``pdq`` …), if it is one we match."""
    return SPELLINGS.get(squeezed(name))


def parse_digest(text: str, algorithm: Algorithm, position: str) -> Digest | BadRecord:
    """The digest written in ``text``, which must be hex of the algorithm's exact length."""
    if not HEX.fullmatch(text):
        return BadRecord(position=position, reason=f"not hexadecimal: {shown(text)}")
    wanted = DIGEST_BYTES[algorithm] * 2
    if len(text) != wanted:
        others = " and ".join(kind for kind in Algorithm if 2 * DIGEST_BYTES[kind] == len(text))
        told = f", as in {others}," if others else ""
        reason = f"{len(text)} hex digits{told} where {algorithm} has {wanted}"
        return BadRecord(position=position, reason=reason)
    return algorithm, bytes.fromhex(text)


def parse_unnamed(text: str, algorithm: Algorithm | None, position: str) -> Digest | BadRecord:
    """A digest of an algorithm told for the whole file, or else known by its length.

    An ambiguous length is refused, never guessed.
    """
    if algorithm is not None:
        return parse_digest(text, algorithm, position)
    if HEX.fullmatch(text) and len(text) == 64:
        return BadRecord(position=position, reason=AMBIGUOUS, consequence="refused")
    if HEX.fullmatch(text) and len(text) == 16:
        reason = "16 hex digits are no exact digest: for pHash, give the algorithm option"
        return BadRecord(position=position, reason=reason)
    told = BY_HEX_DIGITS.get(len(text))
    if told is None:
        return BadRecord(position=position, reason=f"not a digest: {shown(text)}")
    return parse_digest(text, told, position)


def shown(text: str) -> str:
    """Text fit for a message: quoted, printable and short."""
    return ascii(text[:40]) + ("…" if len(text) > 40 else "")
