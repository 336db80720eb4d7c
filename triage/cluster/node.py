"""What the supervisor calls on a node, in the process of a Dask worker. Takes and gives bytes only.

Dask is not imported: it names these functions and runs them, each in a thread of its own.
"""

import os
import threading
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from hashsets.catalogue import Catalogue
from jail.pool import Pool
from skerry import SkerryError, home
from triage.cluster.likeness import likeness, objection
from triage.cluster.messages import (
    Answer,
    Broken,
    Charter,
    Greeted,
    Objected,
    charter_from,
    encode,
    outgoing_from,
)
from triage.cluster.session import Session
from triage.opened import OpenSources

_sessions: dict[str, Session] = {}
_opening = threading.Lock()


def greet(session: str, charter: bytes) -> bytes:
    """Begin what ``charter`` says under a new session name; ``Accepted`` or ``Objected``."""
    return encode(_greeted(session, charter_from.decode(charter)))


def exchange(session: str, outgoing: bytes) -> bytes:
    """Give a session tasks and hear what happened: ``Told`` or ``Broken``."""
    found = _sessions.get(session)
    answer: Answer = Broken("it was started again")
    if found is not None:
        answer = found.exchange(outgoing_from.decode(outgoing))
    return encode(answer)


def dismiss(session: str, nothing: bytes) -> bytes:
    """End a session, if there is one of that name."""
    del nothing
    found = _sessions.pop(session, None)
    if found is not None:
        found.close()
    return b""


def _greeted(session: str, charter: Charter) -> Greeted:
    with _opening:
        try:
            if session not in _sessions:
                _sessions[session] = _begun(charter)
            return _sessions[session].greeting()
        except SkerryError as error:
            return Objected(str(error))


def _begun(charter: Charter) -> Session:
    with ExitStack() as opened:
        evidence = opened.enter_context(OpenSources([Path(os.fsdecode(p)) for p in charter.paths]))
        catalogue = Catalogue(home() / "hashsets")
        found = likeness(charter.plan, catalogue, evidence)
        if (problem := objection(charter.likeness, found)) is not None:
            raise SkerryError(problem)
        session = Session(partial(_pool, charter, evidence), evidence)
        opened.pop_all()  # it is the session's to close from here on
        return session


def _pool(charter: Charter, evidence: OpenSources) -> Pool:
    plan = replace(
        charter.plan,
        sources=tuple(source.plan for source in evidence.all),
        hashsets_root=str((home() / "hashsets").absolute()),
    )
    return Pool(
        charter.service,
        encode(plan),
        descriptors=evidence.descriptors,
        workers=charter.workers,
        limits=charter.limits,
    )
