"""Whoever breaks a parser can lie about the entry it was given, and about no other."""

import msgspec
import pytest
from msgspec.structs import replace

from keywords.records import Severity
from triage.archives.base import Member
from triage.claims import Claim, Disbelieved, believed
from triage.content import Unexamined
from triage.examine import gap_of, member_entry
from triage.ids import stamp_entry
from triage.jobs import Inspect
from triage.reasons import Reason
from triage.records import (
    Anything,
    Entry,
    Finding,
    Kind,
    Membership,
    Observation,
    Origin,
    SourceDigests,
    State,
    Volume,
    encode,
)

VOLUME = Volume(source=0, ordinal=0, kind="ext4", offset=512)


def entry(name: bytes) -> Entry:
    bare = Entry(source=0, volume=0, path=name, origin=Origin.FILE, kind=Kind.FILE)
    return stamp_entry(bare, VOLUME.offset)


OWN, OTHER = entry(b"/own.zip"), entry(b"/other.jpg")
MEMBER = member_entry(OWN, Member(ordinal=0, name=b"a", kind=Kind.FILE), VOLUME.offset)
NESTED = member_entry(MEMBER, Member(ordinal=0, name=b"b", kind=Kind.FILE), VOLUME.offset)


def done(file: Entry) -> Observation:
    return Observation(file=file.id, state=State.DONE)


def finding(file: Entry) -> Finding:
    return Finding(id="f", file=file.id, kind="exact", severity=Severity.HIGH)


def membership(file: Entry) -> Membership:
    return Membership(file=file.id, set="s", set_version="1", disposition="known", record=1)


def claim() -> Claim:
    return Claim(Inspect(entry=OWN, volume=VOLUME))


def test_what_an_entry_and_its_members_give_is_taken() -> None:
    torn = Unexamined(Reason.DAMAGED, "torn")
    records: list[Anything] = [
        MEMBER,
        NESTED,
        done(NESTED),
        finding(NESTED),
        done(MEMBER),
        done(OWN),
        gap_of(OWN, VOLUME.offset, "picture", torn),
        membership(OWN),
    ]
    assert claim().admit(encode(records)) == records


@pytest.mark.parametrize(
    "record",
    [
        done(OTHER),
        finding(OTHER),
        membership(OTHER),
        gap_of(OTHER, VOLUME.offset, "picture", Unexamined(Reason.DAMAGED)),
        OTHER,
        replace(OTHER, state=State.DONE),
        NESTED,
        replace(MEMBER, id=OTHER.id),
        replace(MEMBER, id=OWN.id),
        replace(MEMBER, state=State.DONE),
        replace(MEMBER, volume=1),
        replace(done(OWN), state=State.PENDING),
        replace(gap_of(OWN, VOLUME.offset, "x", Unexamined(Reason.DAMAGED)), id="another's"),
        VOLUME,
        SourceDigests(source=0, size=1, md5="", sha1="", sha256=""),
    ],
)
def test_nothing_else_is(record: Anything) -> None:
    with pytest.raises(Disbelieved):
        claim().admit(encode([record]))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xc1",
        b"\x91",
        encode([1]),
        encode([{"a": "Nothing"}]),
        msgspec.msgpack.encode([{"a": "Gap", "source": "x"}]),
        b"\xdd\xff\xff\xff\xff",
        b"\x91" * 100_000,
    ],
)
def test_what_holds_no_records_is_not_believed(body: bytes) -> None:
    with pytest.raises(Disbelieved):
        believed(body)
