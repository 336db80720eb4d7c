"""Which sets hold a hash, or resemble a picture."""

import os
from collections.abc import Iterable
from hashlib import file_digest
from io import BufferedReader
from pathlib import Path
from typing import Any

import msgspec

from hashsets.details import Details
from hashsets.framed import TRIMMED, nearest_of_each, of_the_inside
from hashsets.hexadecimal import HEX, shown
from hashsets.matching import Match, Matcher
from hashsets.picture_service import Hashed
from hashsets.records import DIGEST_BYTES, EXACT, Algorithm, HashSetError
from jail.pool import Emitted, Failed, Pool, Task


def lookup(
    matcher: Matcher, query: str, algorithm: str | None = None, details: Details | None = None
) -> list[dict[str, Any]]:
    """The matches of a hash in hex, or else of the file of that name, ready for JSON.

    ``details`` adds what is known of each record and its set beyond that.
    A hash is tried as every algorithm of its length unless ``algorithm`` is told; a perceptual hash
    stands for one orientation only. Raises ``HashSetError`` where the query is neither.
    """
    kinds = algorithms_of(query, None if algorithm is None else Algorithm(algorithm))
    if kinds:
        return [told(query, match, details) for match in hash_matches(matcher, query, kinds)]
    path = Path(query)
    if not path.is_file():
        raise HashSetError(f"{shown(query)} is neither a hash nor a file")
    return [told(query, match, details) for match in file_matches(matcher, path)]


def algorithms_of(query: str, told: Algorithm | None) -> list[Algorithm]:
    """The algorithms that a text may be a hash of: none where it is no hash."""
    if not HEX.fullmatch(query):
        return []
    candidates = Algorithm if told is None else (told,)
    return [kind for kind in candidates if len(query) == 2 * DIGEST_BYTES[kind]]


def hash_matches(matcher: Matcher, query: str, kinds: Iterable[Algorithm]) -> Iterable[Match]:
    """The matches of a hash as each algorithm it may be of."""
    digest = bytes.fromhex(query)
    for kind in kinds:
        if kind in EXACT:
            yield from matcher.digest(kind, digest)
        else:
            yield from matcher.perceptual(
                digest if kind is Algorithm.PDQ else None,
                digest if kind is Algorithm.PHASH else None,
            )


def file_matches(matcher: Matcher, path: Path) -> list[Match]:
    """The matches of a file's digests and, where it is a picture, of its perceptual hashes.

    Raises ``HashSetError`` where the file cannot be read, or no digest of it matches and the
    picture in it cannot be decoded.
    """
    try:
        with path.open("rb") as file:
            exact = matcher.exact(*(digest(file, name) for name in ("md5", "sha1", "sha256")))
            hashed = hash_in_jail(file)
    except OSError as error:
        raise HashSetError(f"cannot read {path.name}: {error.strerror}") from error
    if isinstance(hashed, Hashed):
        return exact + picture_matches(matcher, hashed)
    if not exact:
        raise HashSetError(f"{path.name} cannot be decoded: {hashed}")
    return exact


def picture_matches(matcher: Matcher, hashed: Hashed) -> list[Match]:
    """The matches of a picture as it stands and without its borders, nearest first."""
    found = [(match, None) for match in matcher.perceptual(hashed.pdq, hashed.phash)]
    if hashed.inside is not None:
        inside = matcher.perceptual(hashed.inside.pdq, hashed.inside.phash, TRIMMED)
        found += [(of_the_inside(match), None) for match in inside]
    matches = [match for match, _ in nearest_of_each(found)]
    return sorted(matches, key=lambda match: (match.algorithm != Algorithm.PDQ, match.distance))


def digest(file: BufferedReader, name: str) -> bytes:
    """A digest of the whole file."""
    file.seek(0)
    return file_digest(file, name).digest()


def hash_in_jail(file: BufferedReader) -> Hashed | str:
    """The hashes of the picture in ``file``, decoded in a jailed process, or why there are none.

    Raises ``JailError`` where the jail cannot be built.
    """
    file.seek(0)
    hashed: Hashed | str = "no answer"
    with Pool("hashsets.picture_service:PictureService", b"", workers=1) as pool:
        pool.submit(Task("picture", b"", (os.dup(file.fileno()),)))
        while not pool.idle:
            for event in pool.events(timeout=1):
                if isinstance(event, Emitted):
                    hashed = msgspec.msgpack.decode(event.body, type=Hashed)
                elif isinstance(event, Failed):
                    hashed = event.detail or event.cause
    return hashed


def told(query: str, match: Match, details: Details | None = None) -> dict[str, Any]:
    """A match as the command prints it."""
    more = (
        details.of(match.set, match.set_version, match.record, match.algorithm) if details else {}
    )
    return {
        "query": query,
        "algorithm": match.algorithm,
        "set": match.set,
        "set_version": match.set_version,
        "record": match.record,
        "category": match.category,
        "label": match.label,
        "distance": match.distance,
        "transform": match.transform,
        **more,
    }
