"""What supervisor and nodes say to each other, as MessagePack."""

import msgspec
from msgspec import Struct

from jail.limits import Limits
from jail.tasks import Completed, Emitted, Failed, Retrying
from triage.jobs import WorkerPlan


class SourceLikeness(Struct, frozen=True, kw_only=True):
    """What tells whether two machines see the same source: ``content`` is a SHA-256 in hex."""

    label: str
    kind: str
    content: str


class Likeness(Struct, frozen=True, kw_only=True):
    """All that two machines must agree on, or their results would not be the same.

    ``code`` is the SHA-256 (hex) of the program itself; ``tools`` are versions by package, ``sets``
    and ``rules`` digests by name.
    """

    release: str
    code: str
    tools: dict[str, str]
    sources: tuple[SourceLikeness, ...]
    sets: dict[str, str]
    rules: dict[str, str]


class Charter(Struct, frozen=True, kw_only=True):
    """What a node is to do: run ``service`` over the evidence at ``paths``, in so many workers.

    The sources in ``plan`` are the supervisor's; a node puts its own in their place. ``workers`` 0
    means one a processor.
    """

    service: str
    plan: WorkerPlan
    paths: tuple[bytes, ...]
    workers: int
    limits: Limits
    likeness: Likeness


class Accepted(Struct, frozen=True, tag=True):
    """A node is ready, with so many workers."""

    size: int
    warnings: tuple[str, ...]


class Objected(Struct, frozen=True, tag=True):
    """A node cannot be used; ``reason`` is one line."""

    reason: str


class Given(Struct, frozen=True):
    """The file that a task is about, as the supervisor opened it: its size and time of change.

    ``modified`` is in microseconds since 1970: not all protocols of shared storage carry more.
    """

    size: int
    modified: int


class Sent(Struct, frozen=True):
    """A task for a node. With ``given`` the node opens the file that the job names."""

    key: str
    body: bytes
    large: bool = False
    alone: bool = False
    gives_way: bool = False
    given: Given | None = None


class Outgoing(Struct, frozen=True):
    """More tasks; ``sequence`` counts from 1, so that a message that comes twice counts once."""

    sequence: int
    tasks: tuple[Sent, ...]


class Unopened(Struct, frozen=True, tag=True):
    """The node cannot open the file of a task as the supervisor did, and has not done it."""

    key: str
    detail: str


Heard = Emitted | Completed | Retrying | Failed | Unopened
"""What a node tells of a task."""


class Told(Struct, frozen=True, tag=True):
    """What happened since; ``idle`` says that nothing more will unless tasks come."""

    events: tuple[Heard, ...]
    idle: bool


class Broken(Struct, frozen=True, tag=True):
    """The node can do no more; what it has not told to the end is void."""

    reason: str


Greeted = Accepted | Objected
Answer = Told | Broken

encode = msgspec.msgpack.Encoder().encode
charter_from = msgspec.msgpack.Decoder(Charter)
outgoing_from = msgspec.msgpack.Decoder(Outgoing)
greeted_from = msgspec.msgpack.Decoder(Accepted | Objected)
answer_from = msgspec.msgpack.Decoder(Told | Broken)
