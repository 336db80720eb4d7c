"""Writers that may be killed: forks of this one-threaded program that acknowledge by pipe.

    python -m tests.casework.crash.writers kill HOME URL ROUNDS SEED
    python -m tests.casework.crash.writers race HOME URL COUNT

Prints the references that were acknowledged, as JSON.
"""

import json
import os
import random
import select
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from casework.act import Act
from casework.store import open_store
from tests.casework.people import person


def write(home: Path, url: str | None, numbers: Iterator[int], pipe: int) -> None:
    """Register people one transaction each, and acknowledge each when the store has."""
    store = open_store(home, url)
    for number in numbers:
        with store.writing(Act(actor=f"writer-{os.getpid()}")) as writing:
            writing.add(person(number))
        os.write(pipe, b"%d\n" % number)


def fork_writer(home: Path, url: str | None, numbers: Iterator[int]) -> tuple[int, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    os.close(reading)
    write(home, url, numbers, writing)
    os._exit(0)


def acknowledged(pipe: int, until: float) -> str:
    text = b""
    while select.select([pipe], [], [], max(until - time.monotonic(), 0))[0]:
        piece = os.read(pipe, 1 << 16)
        if not piece:
            break
        text += piece
    return text.decode()


def kill(home: Path, url: str | None, rounds: int, seed: int) -> list[int]:
    """Let a writer go for a random moment after its first record, and kill it, again and again."""
    chance, done = random.Random(seed), []
    for number in range(rounds):
        first = 1 + number * 10_000
        child, pipe = fork_writer(home, url, iter(range(first, first + 10_000)))
        text = ""
        while not text:
            text = acknowledged(pipe, time.monotonic() + 0.001)
        text += acknowledged(pipe, time.monotonic() + chance.uniform(0, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        text += acknowledged(pipe, time.monotonic())
        os.close(pipe)
        done += [int(word) for word in text.split()]
    return done


def race(home: Path, url: str | None, count: int) -> list[int]:
    """Two writers at once."""
    pair = [fork_writer(home, url, iter(range(start, start + count))) for start in (1, 10_001)]
    done = []
    for child, pipe in pair:
        text = acknowledged(pipe, time.monotonic() + 300)
        assert os.waitpid(child, 0)[1] == 0
        done += [int(word) for word in text.split()]
    return done


def main(words: list[str]) -> None:
    what, home, url, *numbers = words
    whole = [int(number) for number in numbers]
    if what == "kill":
        done = kill(Path(home), url or None, *whole)
    else:
        done = race(Path(home), url or None, *whole)
    print(json.dumps(done))


if __name__ == "__main__":
    main(sys.argv[1:])
