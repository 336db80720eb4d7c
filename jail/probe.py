"""Proof that the jail holds on this machine: attacks from inside a real worker."""

import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from jail.attacks import ATTACKS, Answer, Targets
from jail.layers import Layers
from jail.limits import Limits
from jail.pool import Emitted, Failed, Pool, Task

_SERVICE = "jail.attacks:Attacker"
_answer = msgspec.msgpack.Decoder(Answer)


class Attack(msgspec.Struct, frozen=True):
    """An attack, whether it was denied, and how."""

    name: str
    denied: bool
    detail: str


class Capability(msgspec.Struct, frozen=True):
    """A layer of the jail, and whether this machine has it."""

    name: str
    available: bool
    detail: str


def probe(layers: Layers = Layers()) -> list[Attack]:  # noqa: B008  (frozen)
    """Try every attack, each as a task of its own, inside the jail as closed here.

    Raises ``JailError`` where no worker can start.
    """
    with _targets() as targets, _jailed(targets, layers) as pool:
        for name in ATTACKS:
            pool.submit(Task(name, name.encode()))
        answers: dict[str, Answer] = {}
        while not pool.idle:
            for event in pool.events(1.0):
                if isinstance(event, Emitted):
                    answers[event.key] = _answer.decode(event.body)
                elif isinstance(event, Failed):
                    answers[event.key] = Answer(False, event.detail)
    return [Attack(name, answers[name].denied, answers[name].detail) for name in ATTACKS]


def capabilities(layers: Layers = Layers()) -> list[Capability]:  # noqa: B008  (frozen)
    """What the jail found to close itself with: Landlock, the filter, the change of user."""
    with _targets() as targets, _jailed(targets, layers) as pool:
        found = pool.confinement
    landlock = f"version {found.landlock}" if found.landlock else "not in this kernel"
    user = "workers run as nobody" if found.unprivileged else "workers run as the user who starts"
    return [
        Capability("Landlock", found.landlock > 0, landlock),
        Capability("seccomp", found.filter, "on" if found.filter else "; ".join(found.warnings)),
        Capability("user", found.unprivileged or os.geteuid() != 0, user),
    ]


def _jailed(targets: Targets, layers: Layers) -> Pool:
    chosen = layers

    class Probed(Pool):
        layers = chosen

    argument = msgspec.msgpack.encode(targets)
    limits = Limits(processor_seconds=20, patience_seconds=20)
    return Probed(_SERVICE, argument, descriptors=[targets.read_only], workers=1, limits=limits)


@contextmanager
def _targets() -> Iterator[Targets]:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="skerry-probe-"))
        (Path(folder) / "private").write_bytes(b"private")
        evidence = stack.enter_context((Path(folder) / "private").open("rb"))
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        abstract = stack.enter_context(socket.socket(socket.AF_UNIX))
        name = f"skerry-probe-{secrets.token_hex(8)}"
        abstract.bind("\0" + name)
        abstract.listen()
        yield Targets(
            folder=folder,
            tcp=tcp.getsockname()[1],
            udp=udp.getsockname()[1],
            abstract=name,
            read_only=evidence.fileno(),
        )
