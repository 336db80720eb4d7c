"""Length-prefixed frames over Unix stream sockets, with the descriptors that belong to each.

A frame is its body's length (four bytes, little-endian), the number of its descriptors (one byte)
and the body. Its descriptors travel with its first byte (SCM_RIGHTS).
"""

import select
import socket
from array import array
from collections import deque
from collections.abc import Sequence
from struct import Struct

import msgspec

BODY_BYTES = 64 << 20
"""The largest task or result, in bytes: what one worker can make the supervisor hold."""

_FRAME_BYTES = BODY_BYTES + 1024
"""A little more, for what MessagePack puts around it."""

DESCRIPTORS = 250
"""The most descriptors of one frame (the kernel's own limit is 253)."""

_HEAD = Struct("<IB")
_READ_BYTES = 256 << 10
_ROOM = socket.CMSG_SPACE(DESCRIPTORS * array("i").itemsize)


class BrokenFrame(Exception):
    """The other side does not keep to the protocol."""


class Frame(msgspec.Struct, frozen=True):
    """A received frame."""

    body: bytes
    descriptors: tuple[int, ...] = ()


def _packed(body: bytes, descriptors: Sequence[int]) -> bytes:
    if len(body) > _FRAME_BYTES or len(descriptors) > DESCRIPTORS:
        raise ValueError(f"a message of {len(body)} bytes and {len(descriptors)} descriptors")
    return _HEAD.pack(len(body), len(descriptors)) + body


def _send(link: socket.socket, data: bytes | memoryview, descriptors: Sequence[int]) -> int:
    if not descriptors:
        return link.send(data)
    rights = array("i", descriptors)
    return link.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])


class Channel:
    """Frames over a blocking socket, both ways."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._poll = select.poll()
        self._poll.register(link, select.POLLIN)

    def fileno(self) -> int:
        """The socket's descriptor."""
        return self._link.fileno()

    def close(self) -> None:
        """Close the socket."""
        self._link.close()

    def send(self, body: bytes, descriptors: Sequence[int] = ()) -> None:
        """Send one frame; waits while the other side is slow."""
        data = _packed(body, descriptors)
        if descriptors:
            data = data[_send(self._link, data, descriptors) :]
        self._link.sendall(data)

    def has_more(self) -> bool:
        """Whether something has come, so that ``receive`` does not wait for its beginning."""
        return bool(self._poll.poll(0))

    def receive(self) -> Frame | None:
        """The next frame; null where the other side is gone."""
        head = b""
        descriptors = array("i")
        while len(head) < _HEAD.size:
            data, rights, _, _ = self._link.recvmsg(
                _HEAD.size - len(head), _ROOM, socket.MSG_CMSG_CLOEXEC
            )
            if not data:
                return None
            head += data
            for _, _, numbers in rights:
                descriptors.frombytes(numbers)
        length, count = _HEAD.unpack(head)
        if count != len(descriptors):
            raise BrokenFrame(f"{count} descriptors announced, {len(descriptors)} arrived")
        body = self._exactly(length)
        return None if body is None else Frame(body, tuple(descriptors))

    def _exactly(self, length: int) -> bytes | None:
        body = bytearray(length)
        view = memoryview(body)
        while view:
            count = self._link.recv_into(view)
            if not count:
                return None
            view = view[count:]
        return bytes(body)


class Stream:
    """Frames over a socket that never blocks: what cannot be sent yet is kept.

    Descriptors are sent, never received: plain reads make the kernel drop any that arrive.
    """

    def __init__(self, link: socket.socket) -> None:
        link.setblocking(False)
        self._link = link
        self._outgoing: deque[tuple[memoryview, Sequence[int]]] = deque()
        self._incoming = bytearray()
        self.ended = False
        self.stalled = False

    def fileno(self) -> int:
        """The socket's descriptor."""
        return self._link.fileno()

    def close(self) -> None:
        """Close the socket."""
        self._link.close()

    @property
    def waiting(self) -> bool:
        """Whether something is left to send."""
        return bool(self._outgoing)

    def send(self, body: bytes, descriptors: Sequence[int] = ()) -> None:
        """Send one frame, or as much of it as the other side has room for.

        The descriptors must stay open until nothing is waiting.
        """
        self._outgoing.append((memoryview(_packed(body, descriptors)), descriptors))
        self.flush()

    def flush(self) -> None:
        """Send what is waiting, as far as it goes."""
        try:
            while self._outgoing:
                data, descriptors = self._outgoing[0]
                left = data[_send(self._link, data, descriptors) :]
                if left:
                    self._outgoing[0] = (left, ())
                else:
                    self._outgoing.popleft()
        except BlockingIOError:
            pass
        except OSError:
            # the reader is gone; its death is reported by other means
            self._outgoing.clear()

    def receive(self) -> list[bytes]:
        """The bodies that one read completes.

        Sets ``ended`` where the other side is gone and ``stalled`` where there was nothing to
        read. Raises ``BrokenFrame`` for what is no frame of ours.
        """
        self.stalled = False
        try:
            data = self._link.recv(_READ_BYTES)
        except BlockingIOError:
            self.stalled = True
            return []
        except ConnectionError:
            data = b""
        self.ended = not data
        self._incoming += data
        return self._split()

    def _split(self) -> list[bytes]:
        bodies, begin = [], 0
        with memoryview(self._incoming) as view:
            while begin + _HEAD.size <= len(view):
                length, count = _HEAD.unpack_from(view, begin)
                if length > _FRAME_BYTES or count:
                    raise BrokenFrame(f"a message of {length} bytes and {count} descriptors")
                end = begin + _HEAD.size + length
                if end > len(view):
                    break
                bodies.append(bytes(view[begin + _HEAD.size : end]))
                begin = end
        del self._incoming[:begin]
        return bodies
