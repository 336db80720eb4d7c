"""Publishing a pack, restating it, and reading what was published, through the store.

A pack is one record, written in one transaction with its line in the log; the year's next version
has an identifier of its own, so of two that publish at a time one is refused.
"""

from casework.act import Act
from casework.errors import CaseworkError
from casework.reading import Reading
from casework.records.order import Order
from casework.records.person import Person
from casework.records.proceeding import Proceeding
from casework.records.publication import Publication, publication_id
from casework.records.stored import Stored
from casework.statistics.pack import Pack, decoded_pack, digest, encoded_pack
from casework.statistics.snapshot import Records
from casework.statistics.trend import Edition
from casework.statistics.year import ReportingYear
from casework.store import Store
from casework.writing import Writing


def records_on_file(reading: Reading) -> Records:
    """Everything that is counted, in one snapshot."""
    return Records(
        people=tuple(stored.record for stored in reading.every(Person)),
        orders=tuple(stored.record for stored in reading.every(Order)),
        proceedings=tuple(stored.record for stored in reading.every(Proceeding)),
    )


def publish(store: Store, act: Act, pack: Pack) -> Publication:
    """Freeze the first pack of a year. Raises ``CaseworkError`` where there is one already."""
    with store.writing(act) as writing:
        return publish_in(writing, pack)


def restate(store: Store, act: Act, pack: Pack, reason: str) -> Publication:
    """Publish another pack of a year, which says why; the earlier ones stay.

    Raises ``CaseworkError`` where there is none to restate, none differs, or no reason is given.
    """
    with store.writing(act) as writing:
        return publish_in(writing, pack, reason)


def publish_in(writing: Writing, pack: Pack, reason: str | None = None) -> Publication:
    """The same in the caller's transaction: the first of a year, or with a reason another."""
    label = pack.year.label
    latest = max((one.record.version for one in versions(writing, label)), default=0)
    _check_place(writing, pack, latest, reason)
    record = Publication(
        id=publication_id(label, latest + 1),
        year=label,
        version=latest + 1,
        content=encoded_pack(pack),
        sha256=digest(pack),
        restates=publication_id(label, latest) if latest else None,
        reason=reason,
    )
    return writing.add(record).record


def _check_place(reading: Reading, pack: Pack, latest: int, reason: str | None) -> None:
    label = pack.year.label
    if reason is None and latest:
        raise CaseworkError(f"{label} is published: restate it, with a reason")
    if reason is not None and not latest:
        raise CaseworkError(f"{label} is not published yet: there is nothing to restate")
    if latest:
        before = reading.get(Publication, publication_id(label, latest)).record
        if before.sha256 == digest(pack):
            raise CaseworkError(f"{label} version {latest} says the same: nothing to restate")


def versions(reading: Reading, label: str | None = None) -> list[Stored[Publication]]:
    """What was published, of one year or of all, by year and version."""
    found = [one for one in reading.every(Publication) if label in (None, one.record.year)]
    return sorted(found, key=lambda one: (one.record.year, one.record.version))


def published(reading: Reading, year: ReportingYear, version: int | None = None) -> Publication:
    """A version, the latest where none is named; raises ``CaseworkError`` where there is none."""
    held = [one.record for one in versions(reading, year.label)]
    for record in reversed(held):
        if version in (None, record.version):
            return record
    named = year.label if version is None else f"{year.label} version {version}"
    raise CaseworkError(f"{named} was not published")


def editions(reading: Reading) -> tuple[Edition, ...]:
    """The latest version of every year, as the trend shows them."""
    latest = {one.record.year: one.record for one in versions(reading)}
    return tuple(
        Edition(pack=decoded_pack(record.content), note=_note(record)) for record in latest.values()
    )


def _note(record: Publication) -> str:
    return f"restated, version {record.version}: {record.reason}" if record.reason else ""
