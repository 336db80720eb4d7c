"""Triage services that go wrong while they carve."""

import ctypes
from collections.abc import Callable, Sequence

import msgspec

from jail.service import Beacon
from triage.jobs import Carve, MeasureSource, WorkerPlan, decode_job
from triage.records import Carved, MediumSize, encode
from triage.worker import TriageService


class Lying(TriageService):
    """Says that a live file's place is a carved file."""

    def perform(
        self,
        body: bytes,
        descriptors: Sequence[int],
        emit: Callable[[bytes], None],
        beacon: Beacon,
    ) -> None:
        job = decode_job(body)
        if isinstance(job, Carve):
            start = job.extents[0][1]
            emit(encode([Carved(offset=start, length=10, format="jpeg", extension="jpg")]))
        super().perform(body, descriptors, emit, beacon)


class Breaking(TriageService):
    """Dies of every window."""

    def perform(
        self,
        body: bytes,
        descriptors: Sequence[int],
        emit: Callable[[bytes], None],
        beacon: Beacon,
    ) -> None:
        if isinstance(decode_job(body), Carve):
            beacon.start("carving")
            ctypes.string_at(1)
        super().perform(body, descriptors, emit, beacon)


def build_lying(argument: bytes) -> TriageService:
    return Lying(msgspec.msgpack.decode(argument, type=WorkerPlan))


def build_breaking(argument: bytes) -> TriageService:
    return Breaking(msgspec.msgpack.decode(argument, type=WorkerPlan))


class Boasting(TriageService):
    """Says that the medium is larger than any."""

    def perform(
        self,
        body: bytes,
        descriptors: Sequence[int],
        emit: Callable[[bytes], None],
        beacon: Beacon,
    ) -> None:
        job = decode_job(body)
        if isinstance(job, MeasureSource):
            emit(encode([MediumSize(source=job.source, size=1 << 63)]))
        else:
            super().perform(body, descriptors, emit, beacon)


def build_boasting(argument: bytes) -> TriageService:
    return Boasting(msgspec.msgpack.decode(argument, type=WorkerPlan))
