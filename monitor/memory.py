"""What is remembered of a person between events: little, and bounded."""

import msgspec

MOST_DEVICES = 50


class Fragment(msgspec.Struct, array_like=True):
    """A keystroke event's beginning and end, to be ``joined`` with those before and after it."""

    sequence: int | None
    time: int
    app: str
    text: str
    identity: bytes
    event: str
    received: int
    joined: bool = False


class Device(msgspec.Struct, array_like=True):
    """A device: ``anchors`` are, by when a basis began, the first sequence known to lie within it.

    ``heard`` are intervals (µs of receipt) without a silence in them; ``beat`` the seconds between
    heartbeats; ``told`` the end of the interval after which silence was told of; ``numbers`` are
    ranges of sequence numbers that arrived.
    """

    anchors: dict[int, int] = {}
    beat: float | None = None
    heard: list[list[int]] = []
    told: int | None = None
    numbers: list[list[int]] = []
    typed: list[Fragment] = []


class Memory(msgspec.Struct, array_like=True):
    """A person's devices."""

    devices: dict[str, Device] = {}

    def device(self, name: str) -> Device:
        """What is remembered of a device; of too many, the first is forgotten."""
        known = self.devices.get(name)
        if known is None:
            if len(self.devices) >= MOST_DEVICES:
                self.devices.pop(next(iter(self.devices)))
            known = self.devices[name] = Device()
        return known


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Memory)


def packed(memory: Memory) -> bytes:
    """The memory as bytes."""
    return _ENCODER.encode(memory)


def unpacked(content: bytes) -> Memory:
    """The memory in bytes."""
    return _DECODER.decode(content)
