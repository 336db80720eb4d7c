import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashsets import formats
from hashsets.catalogue import Catalogue, ImportReport
from hashsets.formats.base import Format
from hashsets.matching import Matcher
from hashsets.records import Algorithm, HashRecord, HashSetError, Tombstone
from hashsets.withdrawals import Places, Withdrawals
from tests.hashsets.stored import order


class Feed:
    """A made-up source: ``+ identity text [category]`` gives out, ``- identity`` withdraws.

    ``= identity text`` gives out in place of what the same import gave out before.
    """

    name = "feed"
    carries_verdicts = False
    lists_reported = False

    def sniff(self, head: bytes) -> bool:
        return head[:2] in (b"+ ", b"- ", b"= ")

    def read(self, stream: BinaryIO, algorithm: Algorithm | None) -> Iterator[Any]:
        for number, line in enumerate(stream.read().decode().splitlines(), 1):
            sign, identity, *rest = line.split(" ")
            if sign == "-":
                digests = (
                    () if not identity.startswith("#") else ((Algorithm.MD5, md5(identity[1:])),)
                )
                named = None if digests else identity
                yield Tombstone(position=f"line {number}", identity=named, digests=digests)
            else:
                category = int(rest[1]) if len(rest) > 1 else None
                yield HashRecord(
                    position=f"line {number}",
                    digests=((Algorithm.MD5, md5(rest[0])),),
                    identity=identity if identity != "_" else None,
                    category=category,
                    supersedes=sign == "=",
                )


def md5(text: str) -> bytes:
    return hashlib.md5(text.encode()).digest()


@pytest.fixture(autouse=True)
def feed(monkeypatch: pytest.MonkeyPatch) -> None:
    known: tuple[Format, ...] = (Feed(), *formats.FORMATS)
    monkeypatch.setattr(formats, "FORMATS", known)


def given_out(folder: Path, version: str, *lines: str, onto: str | None = None) -> ImportReport:
    path = folder / f"{version}.feed"
    path.write_text("\n".join(lines))
    return Catalogue(folder / "root").import_set([path], order(version=version, extends=onto))


def held(report: ImportReport, *texts: str) -> list[str]:
    matcher = Matcher([report.info])
    return [text for text in texts if list(matcher.digest(Algorithm.MD5, md5(text)))]


def test_a_withdrawn_record_is_gone_from_the_next_version_and_still_in_the_last(
    tmp_path: Path,
) -> None:
    first = given_out(tmp_path, "1", "+ a x", "+ b y", "+ c z")
    second = given_out(tmp_path, "2", "- b", "+ d w", onto="unit@1")
    assert held(second, "x", "y", "z", "w") == ["x", "z", "w"]
    assert held(first, "x", "y", "z", "w") == ["x", "y", "z"]
    counts = second.counts
    assert (counts.records, counts.withdrawn, counts.tombstones, counts.bad) == (3, 1, 1, 0)
    assert second.info.manifest.extends == "unit@1"


def test_what_another_record_still_asserts_stays_when_one_is_withdrawn(tmp_path: Path) -> None:
    first = given_out(tmp_path, "1", "+ a x", "+ b x", "+ c z")
    assert first.counts.duplicates == {"md5": 1}
    assert held(given_out(tmp_path, "2", "- a", onto="unit@1"), "x", "z") == ["x", "z"]
    assert held(given_out(tmp_path, "3", "- a", "- b", onto="unit@1"), "x", "z") == ["z"]


def test_a_record_given_out_anew_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    given_out(tmp_path, "1", "+ a x 1", "+ b y 1")
    second = given_out(tmp_path, "2", "+ a w 2", onto="unit@1")
    assert held(second, "x", "y", "w") == ["y", "w"]
    assert (second.counts.renewed, second.counts.tombstones) == (1, 0)


def test_within_one_import_what_comes_later_counts(tmp_path: Path) -> None:
    report = given_out(tmp_path, "1", "+ a x", "- a", "+ b y", "- c", "+ c z")
    assert held(report, "x", "y", "z") == ["y", "z"]
    assert (report.counts.withdrawn, report.counts.tombstones) == (1, 2)


def test_within_one_import_a_later_record_of_a_source_takes_the_place_of_the_earlier(
    tmp_path: Path,
) -> None:
    report = given_out(tmp_path, "1", "= a x", "= b y", "= a z", "- b", "= b w", "= a v")
    assert held(report, *"xyzwv") == ["w", "v"]
    assert (report.counts.records, report.counts.renewed, report.counts.withdrawn) == (2, 2, 1)


def test_records_that_only_share_an_identity_stay_beside_each_other(tmp_path: Path) -> None:
    given_out(tmp_path, "1", "+ a x", "+ a y")
    report = given_out(tmp_path, "2", "+ a z", "+ a w", onto="unit@1")
    assert held(report, *"xyzw") == ["z", "w"]


def test_a_source_may_withdraw_by_digest(tmp_path: Path) -> None:
    given_out(tmp_path, "1", "+ _ x", "+ _ y")
    assert held(given_out(tmp_path, "2", "- #x", onto="unit@1"), "x", "y") == ["y"]


def test_a_set_of_which_all_is_withdrawn_is_said_plainly(tmp_path: Path) -> None:
    given_out(tmp_path, "1", "+ a x")
    with pytest.raises(HashSetError, match="nothing in unit can be matched"):
        given_out(tmp_path, "2", "- a", onto="unit@1")


EVENTS = st.lists(
    st.tuples(st.sampled_from("++=-"), st.sampled_from("abcdef"), st.sampled_from("uvwxyz")),
    max_size=20,
)


@settings(max_examples=150, deadline=None)
@given(EVENTS)
def test_what_stands_is_what_a_plain_replay_leaves(events: list[tuple[str, str, str]]) -> None:
    withdrawals = Withdrawals()
    given_out: list[HashRecord] = []
    standing: list[HashRecord] = []
    for sign, identity, text in events:
        if sign in "-=":
            standing = [record for record in standing if record.identity != identity]
        if sign == "-":
            withdrawals.add(Tombstone(position="x", identity=identity), len(given_out))
            continue
        record = HashRecord(
            position=str(len(given_out)),
            digests=((Algorithm.MD5, md5(text)),),
            identity=identity,
            supersedes=sign == "=",
        )
        given_out.append(record)
        standing.append(record)
        withdrawals.renew(record, len(given_out))
    kept = [
        record
        for place, record in enumerate(given_out, 1)
        if not withdrawals.cover(record, place) and not withdrawals.superseded(record, place)
    ]
    assert kept == standing
    assert all(withdrawals.renewed(record.identity) for record in given_out)
    if not withdrawals.tombstones and not withdrawals.supersedes:
        assert standing == given_out


def test_of_many_identities_the_last_place_of_each_is_found() -> None:
    places = Places()
    for number in range(300_000):
        places.add(f"id{number % 250_000}", number)
    assert (places.last("id7"), places.last("id99999"), places.last("other")) == (
        250_007,
        99_999,
        None,
    )
    assert places.any_after_another()
    assert len(places) == 300_000
