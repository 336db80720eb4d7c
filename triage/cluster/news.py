"""What the supervisor hears of the cluster."""

from msgspec import Struct

from triage.cluster.messages import Heard


class Looked(Struct, frozen=True):
    """The scheduler was asked for the first time: so many nodes are being greeted."""

    nodes: int


class Joined(Struct, frozen=True):
    """A node is ready for tasks, with so many workers."""

    address: str
    name: str
    size: int
    warnings: tuple[str, ...]


class Refused(Struct, frozen=True):
    """A node will not be used."""

    name: str
    reason: str


class Said(Struct, frozen=True):
    """A node told what happened."""

    address: str
    events: tuple[Heard, ...]


class Lost(Struct, frozen=True):
    """A node that had joined is gone."""

    address: str
    name: str
    reason: str


class Ended(Struct, frozen=True):
    """The cluster itself is gone; nothing is heard after this."""

    reason: str


News = Looked | Joined | Refused | Said | Lost | Ended
