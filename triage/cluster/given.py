"""Files of a folder: opened by the supervisor to be examined, and opened again where they are."""

import os

from triage.cluster.messages import Given
from triage.content import Unexamined
from triage.jobs import Glance, Inspect, decode_job
from triage.opened import OpenSources
from triage.phases.given import opened
from triage.reasons import Reason


def described(descriptor: int) -> Given:
    """What tells an open file from another of its name."""
    status = os.fstat(descriptor)
    return Given(status.st_size, status.st_mtime_ns // 1000)


def open_given(body: bytes, sources: OpenSources) -> int:
    """A descriptor of the file that the job in ``body`` is about. Raises ``Unexamined``."""
    match decode_job(body):
        case Inspect(entry=entry) | Glance(entries=(entry,)):
            return opened(sources, entry)
    raise Unexamined(Reason.UNREADABLE, "it lies in no folder")


def open_same(body: bytes, given: Given, sources: OpenSources) -> int:
    """The same, where the file is as the supervisor found it. Raises ``Unexamined``."""
    descriptor = open_given(body, sources)
    if described(descriptor) != given:
        os.close(descriptor)
        raise Unexamined(Reason.CHANGED_DURING_READING, "it is not the file that was listed")
    return descriptor
