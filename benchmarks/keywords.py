"""Matching of events against keyword libraries: ``python -m benchmarks.keywords``.

Events of 700 bytes are cut from a text (``--text``, by default the project's own English pages);
terms are made up, half of them of two words. Beside Skerry's whole match, in the same run: its fold
alone, Hyperscan on lower-cased text (the floor), and ahocorasick_rs and one alternation of ``re``,
which see lower case only. Times are of the processor, one thread, the least of the repetitions.
"""

import argparse
import gc
import re
import string
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from random import Random

import hyperscan

from benchmarks.machine import machine
from keywords.folding import core_name, fold
from keywords.matcher import Matcher
from keywords.records import Kind, Library, Severity, Term
from keywords.swap import Swap

EVENT = 700
SIZES = (1_000, 5_000, 20_000)
Work = Callable[[str], object]


def events(text: str) -> list[str]:
    """Pieces of 700 bytes, in ASCII."""
    flat = " ".join(text.encode("ascii", "ignore").decode().split())
    return [flat[at : at + EVENT] for at in range(0, len(flat) - EVENT, EVENT)][:200]


def phrases(count: int) -> list[str]:
    """Made-up words of 5 to 12 letters, half of them in twos."""
    random = Random(count)
    made: dict[str, None] = {}
    while len(made) < count:
        words = [
            "".join(random.choices(string.ascii_lowercase, k=random.randint(5, 12)))
            for _ in range(random.randint(1, 2))
        ]
        made[" ".join(words)] = None
    return list(made)


def library(texts: Sequence[str]) -> Library:
    """One term for each text."""
    terms = tuple(
        Term(f"t{at}", "made-up", Severity.LOW, Kind.ANY, ((text,),))
        for at, text in enumerate(texts)
    )
    return Library("made-up", "1", "en", "0" * 64, terms)


def took(work: Work, pieces: Sequence[str], repeat: int) -> float:
    """Microseconds of the processor for one piece, at best."""
    best = float("inf")
    for _ in range(repeat):
        began = time.thread_time()
        for piece in pieces:
            work(piece)
        best = min(best, time.thread_time() - began)
    return best / len(pieces) * 1e6


def built(make: Callable[[], Work]) -> tuple[Work, float]:
    """What does the work, and the processor seconds it took to build."""
    began = time.process_time()
    work = make()
    return work, time.process_time() - began


def skerry(texts: Sequence[str]) -> Work:
    """The whole match: fold, find, decide."""
    matcher = Matcher([library(texts)])
    return lambda piece: matcher.match(piece, "message_sent")


def floor(texts: Sequence[str]) -> Work:
    """Hyperscan over lower-cased text, hits merely counted."""
    database = hyperscan.Database()
    literals = [text.encode() for text in texts]
    database.compile(literals, list(range(len(texts))), len(texts), [0] * len(texts), literal=True)
    seen: list[int] = []

    def note(number: int, *_: object) -> None:
        seen.append(number)

    return lambda piece: database.scan(piece.lower().encode(), note)


def aho_corasick(texts: Sequence[str]) -> Work:
    """ahocorasick_rs over lower-cased text; raises ``ImportError`` where it is missing."""
    automaton = import_module("ahocorasick_rs").AhoCorasick(list(texts))
    return lambda piece: automaton.find_matches_as_indexes(piece.lower(), overlapping=True)


def alternation(texts: Sequence[str]) -> Work:
    """One regular expression of the standard library."""
    every = re.compile(r"\b(?:" + "|".join(map(re.escape, texts)) + r")\b")
    return lambda piece: every.findall(piece.lower())


PEERS = {
    "skerry: fold, find, decide": skerry,
    "floor: hyperscan, lower case": floor,
    "peer: ahocorasick_rs, lower case": aho_corasick,
    "peer: re, lower case": alternation,
}


def table(pieces: Sequence[str], repeat: int) -> Iterable[str]:
    """A line for each program and number of terms."""
    yield f"{'':36}{'terms':>8}{'us/event':>10}{'build s':>9}"
    yield f"{'skerry: fold alone (' + core_name() + ')':36}{'':8}{took(fold, pieces, repeat):10.2f}"
    for size in SIZES:
        texts = phrases(size)
        for name, make in PEERS.items():
            try:
                work, seconds = built(lambda make=make, texts=texts: make(texts))  # type: ignore[misc]
            except ImportError:
                yield f"{name:36}{size:8,}  not installed"
                continue
            some = pieces[:10] if make is alternation else pieces
            yield f"{name:36}{size:8,}{took(work, some, repeat):10.2f}{seconds:9.2f}"


def stalls(pieces: Sequence[str], during: Callable[[], threading.Event]) -> tuple[float, float]:
    """Longest and 99.9th percentile of the milliseconds between two matches, until an event."""
    matcher = Matcher([library(phrases(SIZES[-1]))])
    swap = Swap(matcher)
    done, gaps = during(), []
    last = time.perf_counter()
    while not done.is_set():
        for piece in pieces:
            swap.matcher.match(piece, "message_sent")
            now = time.perf_counter()
            gaps.append(now - last)
            last = now
    gaps.sort()
    return gaps[-1] * 1e3, gaps[int(len(gaps) * 0.999)] * 1e3


def swapping() -> threading.Event:
    """Build 20,000 terms beside; the event is set once they are ready."""
    swap, done = Swap(Matcher([library(phrases(10))])), threading.Event()
    terms = library(phrases(SIZES[-1] + 1))
    swap.renew(lambda: Matcher([terms])).add_done_callback(lambda _: done.set())
    return done


def waiting() -> threading.Event:
    """Do nothing for a second: what the machine itself makes a match wait."""
    done = threading.Event()
    threading.Timer(1, done.set).start()
    return done


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.keywords", description=__doc__)
    parser.add_argument("--text", type=Path, help="an English text")
    parser.add_argument("--repeat", type=int, default=5)
    given = parser.parse_args()
    root = Path(__file__).parent.parent
    files = [given.text] if given.text else sorted(root.glob("docs/*.md"))
    pieces = events("\n".join(file.read_text("utf-8") for file in files))
    print(machine())
    odd = sum(bool(fold(piece).spots) for piece in pieces) / len(pieces)
    print(f"{len(pieces)} events of {EVENT} bytes; {odd:.0%} with a word that may be disguised")
    for line in table(pieces, given.repeat):
        print(line, flush=True)
    gc.collect()
    for name, during in (("nothing else", waiting), ("20,000 terms built beside", swapping)):
        longest, high = stalls(pieces, during)
        print(f"between two matches, {name}: {longest:.1f} ms at most, p99.9 {high:.2f} ms")


if __name__ == "__main__":
    main()
