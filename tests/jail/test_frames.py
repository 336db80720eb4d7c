import os
import socket
import struct
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jail.frames import BODY_BYTES, BrokenFrame, Channel, Frame, Stream
from tests.jail.running import open_files

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


def received(channel: Channel) -> Frame:
    frame = channel.receive()
    assert frame
    return frame


@given(
    bodies=st.lists(st.binary(max_size=300), max_size=8),
    cuts=st.lists(st.integers(1, 40), min_size=1),
)
def test_frames_arrive_whole_however_they_are_cut(bodies: list[bytes], cuts: list[int]) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        data = b"".join(struct.pack("<IB", len(body), 0) + body for body in bodies)
        stream, got, turn = Stream(ours), [], 0
        while data:
            cut = cuts[turn % len(cuts)]
            theirs.sendall(data[:cut])
            data, turn = data[cut:], turn + 1
            got += stream.receive()
        assert got == bodies


def test_each_frame_keeps_its_own_descriptors(pair: Pair) -> None:
    ours, theirs = pair
    stream, channel = Stream(ours), Channel(theirs)
    pipes = [os.pipe() for _ in range(3)]
    stream.send(b"none")
    stream.send(b"two", [pipes[0][0], pipes[1][0]])
    stream.send(b"one", [pipes[2][0]])
    frames = [received(channel) for _ in range(3)]
    assert [(f.body, len(f.descriptors)) for f in frames] == [
        (b"none", 0),
        (b"two", 2),
        (b"one", 1),
    ]
    for number, (_, end) in enumerate(pipes):
        os.write(end, bytes([number]))
    arrived = [d for frame in frames for d in frame.descriptors]
    assert [os.read(d, 1) for d in arrived] == [b"\0", b"\1", b"\2"]
    for descriptor in [*arrived, *(end for pipe in pipes for end in pipe)]:
        os.close(descriptor)


def test_what_the_other_side_has_no_room_for_is_kept_and_sent_later(pair: Pair) -> None:
    ours, theirs = pair
    stream, channel = Stream(ours), Channel(theirs)
    bodies = [bytes([n]) * 300_000 for n in range(5)]
    for body in bodies:
        stream.send(body)
    assert stream.waiting
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.extend(received(channel).body for _ in bodies))
    reader.start()
    while stream.waiting:
        stream.flush()
    reader.join()
    assert got == bodies


def test_the_end_of_the_other_side_is_seen(pair: Pair) -> None:
    ours, theirs = pair
    stream = Stream(ours)
    assert stream.receive() == []
    assert stream.stalled
    assert not stream.ended
    theirs.close()
    assert stream.receive() == []
    assert stream.ended


def test_sending_to_one_who_is_gone_is_no_error(pair: Pair) -> None:
    ours, theirs = pair
    theirs.close()
    stream = Stream(ours)
    stream.send(b"anything")
    assert not stream.waiting


@pytest.mark.parametrize("head", [(BODY_BYTES * 2, 0), (1, 1)])
def test_a_frame_no_worker_would_send_is_refused(pair: Pair, head: tuple[int, int]) -> None:
    ours, theirs = pair
    theirs.sendall(struct.pack("<IB", *head) + b"x")
    with pytest.raises(BrokenFrame):
        Stream(ours).receive()


def test_a_body_too_large_is_refused_before_it_is_sent(pair: Pair) -> None:
    ours, _ = pair
    with pytest.raises(ValueError, match="bytes"):
        Channel(ours).send(bytes(BODY_BYTES * 2))


def test_descriptors_a_worker_sends_never_reach_the_supervisor(pair: Pair) -> None:
    ours, theirs = pair
    stream = Stream(ours)
    before = open_files()
    socket.send_fds(theirs, [struct.pack("<IB", 1, 0) + b"x"], [theirs.fileno()] * 10)
    assert stream.receive() == [b"x"]
    assert open_files() == before


def test_announced_descriptors_must_arrive(pair: Pair) -> None:
    ours, theirs = pair
    ours.sendall(struct.pack("<IB", 1, 2) + b"x")
    with pytest.raises(BrokenFrame):
        Channel(theirs).receive()
