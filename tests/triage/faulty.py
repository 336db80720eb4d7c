"""A triage service with an inspector that breaks in every way a parser can."""

import ctypes
import time
from collections.abc import Iterator

import msgspec

from triage.content import Unexamined
from triage.inspectors.base import Part, Subject
from triage.jobs import WorkerPlan
from triage.worker import TriageService


class Breaking:
    """Breaks on content that asks for it."""

    stage = "breaking"

    def wants(self, subject: Subject) -> bool:
        return subject.head.startswith(b"BREAK ")

    def inspect(self, subject: Subject) -> Iterator[Part | Unexamined]:
        match subject.head.split()[1]:
            case b"segfault":
                ctypes.string_at(1)
            case b"sleep":
                time.sleep(3600)
            case b"spin":
                while True:
                    pass
            case b"eat":
                bytearray(8 << 30)
            case b"raise":
                raise ValueError("as a parser may")
        yield from ()


def build(argument: bytes) -> TriageService:
    service = TriageService(msgspec.msgpack.decode(argument, type=WorkerPlan))
    service.add(Breaking())
    return service
