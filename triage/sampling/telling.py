"""What the command and the report say of a scan."""

from collections.abc import Iterator
from typing import Any

import msgspec

from triage.exam import reading
from triage.exam.connection import Connection
from triage.sampling import store
from triage.sampling.records import Hit, Tally
from triage.sampling.store import Sample, Standing
from triage.sampling.verdict import percent
from triage.wording import count, several, size

COVERS = (
    "It covers blocks of the whole medium, allocated or not. It does not cover content that is "
    "encrypted, compressed, changed (a picture saved anew has other blocks), known to no set "
    "named here, or made of blocks that identify no file (uniform, common or shared ones)."
)


def told(connection: Connection, scan: Sample) -> dict[str, Any]:
    """A scan as JSON has it."""
    stand = store.standing(connection, scan)
    sampled = store.is_sampled(scan, stand)
    verdict = store.judged(scan, stand)
    return {
        "type": "sample",
        "number": scan.number,
        "source": label(connection, scan),
        "started": scan.started,
        "ended": scan.ended,
        "who": scan.who,
        "seed": scan.seed,
        "block_size": scan.unit,
        "blocks": scan.population,
        "drawn": scan.drawn,
        "complete": sampled,
        "every_block_read": store.is_whole(scan, stand),
        "swept_parts": [stand.swept, scan.parts(store.SWEEP)],
        "miss_bytes": scan.miss_bytes,
        "confidence": scan.confidence,
        "probability": verdict.probability if sampled else None,
        "statement": verdict.statement if sampled else "The scan is not finished.",
        "covers": COVERS,
        "tally": msgspec.to_builtins(full(stand.tally)),
        "unread_in_sweep": stand.unread,
        "sets": msgspec.to_builtins(scan.pinned),
        "hits": stand.hits,
        "files": stand.files,
    }


def full(tally: Tally) -> dict[str, Any]:
    """All figures, those that are 0 too."""
    return {name: getattr(tally, name) for name in tally.__struct_fields__}


def hit_told(connection: Connection, scan: Sample, hit: Hit) -> dict[str, Any]:
    """A hit as JSON has it."""
    place = hit.index * hit.size if hit.index is not None else None
    return {
        "type": "hit",
        "sample": scan.number,
        "source": label(connection, scan),
        **msgspec.structs.asdict(hit),
        "blocks_of_file": of_file(hit),
        "file_offset": place,
        "status": "unverified",
        "explanation": explained(hit),
    }


def of_file(hit: Hit) -> int | None:
    """How many whole blocks the known file has."""
    return None if hit.file_size is None else hit.file_size // hit.size


def explained(hit: Hit) -> str:
    """What a hit is, in a sentence's part."""
    block = "a block" if hit.index is None else f"block {count(hit.index + 1)}"
    whole = of_file(hit)
    of = f" of {count(whole)}" if whole is not None and hit.index is not None else ""
    identity = f" ({hit.identity})" if hit.identity else ""
    record = f"record {hit.record} of set {hit.set} version {hit.set_version}"
    return f"{block}{of} of known file {hit.label}{identity}, {record}, by {hit.algorithm}"


def label(connection: Connection, scan: Sample) -> str:
    """The name of the source of a scan."""
    return reading.sources(connection)[scan.source].label


def lines(connection: Connection, scan: Sample) -> Iterator[str]:
    """A scan in plain words, without its hits."""
    said = told(connection, scan)
    stand = store.standing(connection, scan)
    yield f"{said['source']}: scan {scan.number}, seed {scan.seed}"
    yield from figures(scan, stand)
    if stand.hits:
        files = several(stand.files, "known file")
        yield f"FOUND: {several(stand.hits, 'block')} of {files}, unverified"
    elif scan.encrypted is None:
        yield "Found: nothing of the sets named."
    yield said["statement"]
    if said["probability"] is not None:
        yield COVERS
    names = ", ".join(f"{one.name}@{one.version}" for one in scan.pinned)
    yield f"Sets: {names}"


def figures(scan: Sample, stand: Standing) -> Iterator[str]:
    """How much was looked at, and what it holds."""
    if scan.encrypted is not None:
        return
    tally = stand.tally
    yield (
        f"{count(tally.read)} of {count(scan.population)} blocks of {count(scan.unit)} bytes drawn "
        f"at random and read ({size(tally.read * scan.unit)})"
    )
    if tally.unreadable or stand.unread:
        yield f"{count(tally.unreadable + stand.unread)} blocks could not be read"
    if not store.is_sampled(scan, stand):
        yield "The scan is not finished: the same command goes on with it."
    elif stand.swept:
        done = f"{stand.swept / scan.parts(store.SWEEP):.0%}"
        yield f"Reading every block: {done} done"
    if tally.read:
        yield from (f"  {percent(number / tally.read)} {what}" for what, number in shares(tally))
    for reason, number in tally.suppressed.items():
        yield f"  {several(number, 'match', 'matches')} not counted, the block is {reason}"


def shares(tally: Tally) -> list[tuple[str, int]]:
    """What the blocks read hold, each with its number; kinds that did not occur are left out."""
    found = [
        ("empty or uniform", tally.empty),
        ("plain: neither compressed nor encrypted", tally.open),
        ("look random, in files listed as media or archives", tally.media),
        ("look random, elsewhere in a file system that is read", tally.stored),
        ("look random, where encryption is recorded", tally.ciphertext),
        ("look random, where no file system is recognised", tally.unexplained),
    ]
    return [(what, number) for what, number in found if number]
