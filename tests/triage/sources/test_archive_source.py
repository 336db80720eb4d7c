import io
import tarfile
from collections.abc import Iterator
from itertools import chain

import pytest

from tests.triage.archives.building import one_member, tarred, zipped
from triage.archives.limits import SOURCE_LIMITS
from triage.archives.opening import open_archive
from triage.content import Buffer, Unexamined, chunks
from triage.reasons import Reason
from triage.records import Entry, Gap, Kind, Origin, State, Volume, decode, encode
from triage.sources.archive import STRETCH, ArchiveFileSystem, member_path, survey_archive
from triage.sources.plan import SourcePlan

FILES = [("private/var/a.jpg", b"picture"), ("./b.txt", b"text"), ("/c", b""), ("../d", b"up")]
FORMS = {
    "zip": zipped(FILES),
    "tar": tarred(FILES),
    "tar.gz": tarred(FILES, "w:gz"),
    "tar.xz": tarred(FILES, "w:xz"),
}


def system(data: bytes) -> ArchiveFileSystem:
    content = Buffer(data)
    volume = next(survey_archive(SourcePlan(index=3, kind="zip", label="x.zip"), content))
    assert isinstance(volume, Volume)
    return ArchiveFileSystem(volume, 7, open_archive(content, SOURCE_LIMITS))


def walked(data: bytes, *skip: str) -> tuple[list[Entry], list[Gap]]:
    found = list(system(data).walk(frozenset(skip), lambda _: None))
    return (
        [each for each in found if isinstance(each, Entry)],
        [each for each in found if isinstance(each, Gap)],
    )


@pytest.mark.parametrize("form", FORMS)
def test_every_member_is_an_entry_of_the_source(form: str) -> None:
    entries, gaps = walked(FORMS[form])
    assert gaps == []
    assert [e.path for e in entries] == [b"/private/var/a.jpg", b"/b.txt", b"/c", b"/../d"]
    assert {(e.source, e.volume, e.origin, e.state) for e in entries} == {
        (3, 7, Origin.FILE, State.PENDING)
    }
    assert [e.ordinal for e in entries] == [0, 1, 2, 3]
    assert len({e.id for e in entries}) == 4


@pytest.mark.parametrize("form", FORMS)
def test_an_entry_alone_leads_to_its_content_in_a_process_that_did_not_walk(form: str) -> None:
    entries, _ = walked(FORMS[form])
    for entry, (_, body) in zip(entries, FILES, strict=True):
        assert b"".join(chunks(system(FORMS[form]).content(entry))) == body
    once = system(FORMS[form])
    assert [b"".join(chunks(once.content(e))) for e in reversed(entries)] == [
        body for _, body in reversed(FILES)
    ]


def test_two_walks_give_the_same_records() -> None:
    for data in FORMS.values():
        assert walked(data) == walked(data)


def test_records_survive_the_way_between_processes() -> None:
    entries, gaps = walked(one_member(b"x", local_name=b"y", size=0))
    records: list[Entry | Gap] = [*entries, *gaps]
    assert decode(encode(records)) == records
    assert gaps


def test_what_is_no_file_is_done_when_it_is_listed() -> None:
    folder, link = tarfile.TarInfo("folder"), tarfile.TarInfo("link")
    folder.type, link.type, link.linkname = tarfile.DIRTYPE, tarfile.SYMTYPE, "a"
    from tests.triage.archives.building import tarred_infos

    entries, _ = walked(tarred_infos([folder, link]))
    assert [(e.kind, e.state) for e in entries] == [
        (Kind.DIRECTORY, State.DONE),
        (Kind.SYMLINK, State.DONE),
    ]


def test_an_encrypted_member_is_failed_and_has_a_gap() -> None:
    data = bytearray(zipped([("secret.jpg", b"x" * 100)]))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (entry,), (gap,) = walked(bytes(data))
    assert (entry.state, entry.reason) == (State.FAILED, Reason.ENCRYPTED)
    assert (gap.file, gap.reason, gap.volume) == (entry.id, Reason.ENCRYPTED, 7)
    with pytest.raises(Unexamined):
        system(bytes(data)).content(entry)


def test_an_archive_that_cannot_be_opened_is_a_gap() -> None:
    plan = SourcePlan(index=3, kind="zip", label="x.zip")
    (gap,) = survey_archive(plan, Buffer(zipped(FILES)[:-30]))
    assert isinstance(gap, Gap)
    assert (gap.source, gap.reason, gap.stage) == (3, Reason.DAMAGED, "survey")


def test_a_stretch_that_broke_a_worker_is_a_gap_and_what_stands_before_it_is_listed() -> None:
    data = zipped([(f"{n}", b"") for n in range(STRETCH + 5)])
    places: list[str] = []
    found = list(system(data).walk(frozenset(), places.append))
    assert places == ["0", str(STRETCH)]
    assert len(found) == STRETCH + 5
    entries, gaps = walked(data, str(STRETCH))
    assert len(entries) == STRETCH
    assert [gap.reason for gap in gaps] == [Reason.CRASHED]


def names() -> Iterator[tuple[bytes, bytes]]:
    yield from {b"": b"/", b".": b"/", b"./": b"/", b"/": b"/"}.items()
    yield from {b"./a": b"/a", b"//a": b"/a", b"/./a": b"/a", b"././/./a": b"/a"}.items()
    yield from {
        b"../a": b"/../a",
        b".a": b"/.a",
        b"a/./b/": b"/a/./b/",
        b"\0\xff": b"/\0\xff",
    }.items()


@pytest.mark.parametrize(("name", "path"), list(chain(names())))
def test_a_members_name_becomes_a_path_and_stays_a_label(name: bytes, path: bytes) -> None:
    assert member_path(name) == path


def linked(*members: tuple[str, str | bytes]) -> bytes:
    """A tar of files (bytes) and hard links (the name they stand for)."""
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w") as tar:
        for name, what in members:
            info = tarfile.TarInfo(name)
            if isinstance(what, bytes):
                info.size = len(what)
                tar.addfile(info, io.BytesIO(what))
            else:
                info.type, info.linkname = tarfile.LNKTYPE, what
                tar.addfile(info)
    return body.getvalue()


LONG = "private/" + "l" * 150


def test_a_file_with_hard_links_in_a_tar_is_one_entry_under_its_smallest_name() -> None:
    data = linked(("m.jpg", b"one"), ("z", "m.jpg"), ("a", "m.jpg"), (LONG, "z"), ("b", b"two"))
    entries, gaps = walked(data)
    assert gaps == []
    assert [(e.path, e.ordinal, e.state) for e in entries] == [
        (b"/a", 0, State.PENDING),
        (b"/b", 4, State.PENDING),
    ]
    assert entries[0].names == (b"/a", b"/m.jpg", b"/" + LONG.encode(), b"/z")
    assert b"".join(chunks(system(data).content(entries[0]))) == b"one"


def test_a_link_to_a_long_name_finds_it() -> None:
    entries, gaps = walked(linked((LONG, b"one"), ("a", LONG)))
    assert gaps == []
    assert [e.names for e in entries] == [(b"/a", b"/" + LONG.encode())]


@pytest.mark.parametrize("target", ["absent", "later", "self"])
def test_a_link_that_leads_nowhere_is_a_gap_not_an_examined_file(target: str) -> None:
    entries, gaps = walked(linked(("self", target), ("later", b"x")))
    found = {e.path: (e.state, e.reason) for e in entries}
    assert found[b"/self"] == (State.FAILED, Reason.CONTENT_GONE)
    (gap,) = gaps
    assert (gap.reason, gap.file) == (Reason.CONTENT_GONE, entries[0].id)


def test_a_tar_that_breaks_its_reader_while_links_are_looked_for_is_still_listed() -> None:
    entries, gaps = walked(linked(("m", b"one"), ("z", "m")), "links")
    assert [e.path for e in entries] == [b"/m", b"/z"]
    assert {gap.reason for gap in gaps} == {Reason.CRASHED, Reason.CONTENT_GONE}
