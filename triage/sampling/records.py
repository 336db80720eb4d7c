"""What crosses between the supervisor and a worker that scans blocks, and what is kept of it."""

import msgspec


class Hit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A block of ``size`` bytes at byte ``offset`` of the source that is one of a known file's.

    ``record`` is its number in the set; ``label``, ``index``, ``file_size`` and ``identity`` say
    which block of which file it is (``hashsets.blocks.opened.Origin``).
    """

    offset: int
    size: int
    set: str
    set_version: str
    record: int
    algorithm: str
    label: str
    index: int | None = None
    file_size: int | None = None
    identity: str | None = None


class Scanned(msgspec.Struct, frozen=True, kw_only=True):
    """Some of what a task found, in the order of its blocks.

    ``kinds`` is a byte (``Kind``) for each block looked at. ``suppressed`` counts matches on blocks
    that identify nothing, by reason.
    """

    kinds: bytes = b""
    hits: tuple[Hit, ...] = ()
    suppressed: dict[str, int] = {}


class Tally(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Blocks by what they hold and where they lie.

    ``open`` are blocks neither empty nor looking random, wherever they lie. Those that look random
    are ``media`` where they lie in files that the examination knows as media or archives,
    ``stored`` elsewhere in a file system that is read, ``ciphertext`` where encryption is recorded
    for the volume, ``unexplained`` where no file system is recognised.
    """

    unreadable: int = 0
    empty: int = 0
    open: int = 0
    media: int = 0
    stored: int = 0
    ciphertext: int = 0
    unexplained: int = 0
    suppressed: dict[str, int] = {}

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        both = {
            name: getattr(self, name) + getattr(other, name)
            for name in self.__struct_fields__
            if name != "suppressed"
        }
        reasons = sorted({*self.suppressed, *other.suppressed})
        return Tally(
            **both,
            suppressed={
                reason: self.suppressed.get(reason, 0) + other.suppressed.get(reason, 0)
                for reason in reasons
            },
        )

    @property
    def read(self) -> int:
        """Blocks that could be looked at."""
        return self.empty + self.filled

    @property
    def filled(self) -> int:
        """Blocks that hold something."""
        return self.open + self.random

    @property
    def random(self) -> int:
        """Blocks that look random."""
        return self.media + self.stored + self.ciphertext + self.unexplained

    @property
    def hidden(self) -> int:
        """Blocks in which known content could not be seen, as far as can be told."""
        return self.ciphertext + self.unexplained


_scanned = msgspec.msgpack.Decoder(Scanned)


def decode_scanned(body: bytes) -> Scanned:
    """What a worker sent; raises ``msgspec.MsgspecError``."""
    return _scanned.decode(body)
