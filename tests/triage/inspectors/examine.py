"""Run inspectors over bytes, as a worker would, and gather what they give."""

from pathlib import Path

from triage.content import Buffer, Unexamined
from triage.inspectors.base import Inspector, Part, Subject
from triage.records import Entry, FileType, Kind, Origin, Picture

PUBLISHED = Path(__file__).parents[4] / "shared" / "data"


def subject(data: bytes, name: bytes = b"thing", mime: str | None = None) -> Subject:
    entry = Entry(
        id="0" * 32, source=0, volume=0, path=b"/" + name, origin=Origin.FILE, kind=Kind.FILE
    )
    made = Subject(entry, Buffer(data))
    made.type = FileType(mime=mime) if mime else None
    return made


def run(inspector: Inspector, given: Subject) -> list[Part | Unexamined]:
    """Everything given back; a raised gap counts as a yielded one."""
    found: list[Part | Unexamined] = []
    try:
        found.extend(inspector.inspect(given))
    except Unexamined as gap:
        found.append(gap)
    return found


def gaps(found: list[Part | Unexamined]) -> list[tuple[str, str]]:
    return [(each.reason.value, each.detail) for each in found if isinstance(each, Unexamined)]


def picture(found: list[Part | Unexamined]) -> Picture:
    (only,) = [each for each in found if isinstance(each, Picture)]
    return only


def distance(one: bytes | None, other: bytes | None) -> int:
    assert one is not None
    assert other is not None
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()
