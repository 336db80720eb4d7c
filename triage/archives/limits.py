"""How much of an archive is opened, decided from its own bytes so that every run agrees."""

from msgspec import Struct

from triage.archives.base import LARGEST, Member
from triage.content import Unexamined
from triage.reasons import Reason

RATIO_FROM_BYTES = 64 << 20
"""Small things compress by any factor; the ratio counts once this much has come out."""


class ArchiveLimits(Struct, frozen=True):
    """Caps on one container: levels of nesting, members, bytes unpacked, bytes out per byte in."""

    depth: int = 5
    members: int = 100_000
    bytes: int = 16 << 30
    ratio: int = 1000


SOURCE_LIMITS = ArchiveLimits(members=LARGEST, bytes=LARGEST, ratio=1100)
"""For an archive that is itself the source: a phone's extraction has millions of members, and large
files of zeros among them, which deflate shrinks 1,032 times, its most."""


def exceeds_ratio(limits: ArchiveLimits, taken: int, given: int) -> bool:
    """Whether ``given`` bytes out of ``taken`` bytes in mark an archive bomb."""
    return given > RATIO_FROM_BYTES and given > limits.ratio * taken


class Budget:
    """What one container may still unpack. ``held`` is the container's own size in bytes."""

    def __init__(self, limits: ArchiveLimits, held: int) -> None:
        self._limits = limits
        self._held = held
        self._members = 0
        self._bytes = 0

    def admit(self, member: Member) -> Unexamined | None:
        """Null where the member may be opened, else why it may not.

        ``LIMIT_COUNT`` holds for all that follow as well; after the other two a smaller member may
        still fit.
        """
        if self._members >= self._limits.members:
            return Unexamined(Reason.LIMIT_COUNT, f"more than {self._limits.members} members")
        self._members += 1
        total = self._bytes + (member.size or 0)
        if total > self._limits.bytes:
            detail = f"its members unpack to more than {self._limits.bytes} bytes"
            return Unexamined(Reason.LIMIT_BYTES, detail)
        if exceeds_ratio(self._limits, self._held, total):
            detail = f"its members unpack to more than {self._limits.ratio} times its size"
            return Unexamined(Reason.LIMIT_RATIO, detail)
        self._bytes = total
        return None
