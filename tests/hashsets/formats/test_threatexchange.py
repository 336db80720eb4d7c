import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashsets.formats import recognised, threatexchange
from hashsets.records import DIGEST_BYTES, Algorithm, BadRecord, HashRecord, Tombstone
from tests.hashsets.formats.reading import digests, read

MD5, SHA1, LONG = "0a" * 16, "0b" * 20, "0c" * 32


def update(kind: str, indicator: str, *statuses: str, **more: object) -> dict[str, Any]:
    given = [
        {
            "id": "9",
            "owner": {"id": "1"},
            "status": status,
            "tags": {"data": [{"text": "b"}, {"text": "a"}]},
            "reactions": [{"key": "SAW_THIS_TOO", "value": "4,5"}],
        }
        for status in statuses or ("MALICIOUS",)
    ]
    return {
        "id": "77",
        "indicator": indicator,
        "type": kind,
        "last_updated": 1600000000,
        "should_delete": False,
        "descriptors": {"data": given},
        **more,
    }


def page(*updates: object) -> str:
    return json.dumps({"data": updates, "paging": {"next": "https://example.org/next"}})


def all_of(text: str) -> list[HashRecord | BadRecord | Tombstone]:
    return list(threatexchange.read(io.BytesIO(text.encode()), None))


def test_a_page_is_told_by_its_indicators() -> None:
    assert recognised(page(update("HASH_PDQ", LONG)).encode()) is threatexchange
    assert recognised(b"\xef\xbb\xbf" + page(update("HASH_MD5", MD5)).encode()) is threatexchange
    assert recognised(page(update("URI", "x")).encode()) is None


@pytest.mark.parametrize(
    ("kind", "algorithm", "indicator"),
    [
        ("HASH_MD5", "md5", MD5),
        ("HASH_VIDEO_MD5", "md5", MD5),
        ("HASH_SHA1", "sha1", SHA1),
        ("HASH_SHA256", "sha256", LONG),
        ("HASH_PDQ", "pdq", LONG),
    ],
)
def test_every_type_that_can_be_computed_is_used(kind: str, algorithm: str, indicator: str) -> None:
    (record,), bad = read(threatexchange, page(update(kind, indicator)))
    assert (digests([record]), bad) == ([(algorithm, indicator)], [])
    assert (record.identity, record.label, record.position) == ("77", "a, b", "page[0].data[0]")
    assert json.loads(record.raw or "")["last_updated"] == 1600000000


@pytest.mark.parametrize("kind", ["HASH_TMK", "HASH_PHASH", "HASH_SSDEEP", "URI"])
def test_other_types_are_counted_as_not_computable(kind: str) -> None:
    (record,), bad = read(threatexchange, page(update(kind, LONG)))
    assert (record.digests, bad) == ((), [])
    assert record.not_computable == (kind.lower().removeprefix("hash_"),)


@pytest.mark.parametrize("written", [True, "true"])
def test_an_update_that_should_be_deleted_withdraws(written: object) -> None:
    (found,) = all_of(page(update("HASH_MD5", MD5, should_delete=written)))
    md5 = (Algorithm.MD5, bytes.fromhex(MD5))
    assert found == Tombstone(position="page[0].data[0]", identity="77", digests=(md5,))


def test_an_update_without_descriptors_withdraws_though_it_does_not_say_so() -> None:
    bare = update("HASH_TMK", "x")
    del bare["descriptors"]
    assert all_of(page(bare)) == [Tombstone(position="page[0].data[0]", identity="77")]


def test_a_withdrawal_that_names_nothing_is_said() -> None:
    (found,) = all_of(page({"should_delete": True}))
    assert isinstance(found, BadRecord)
    assert found.reason == "an update that does not say what it withdraws"


@pytest.mark.parametrize(
    ("statuses", "alertable"),
    [
        (("NON_MALICIOUS",), False),
        (("NON_MALICIOUS", "NON_MALICIOUS"), False),
        (("NON_MALICIOUS", "MALICIOUS"), True),
        (("UNKNOWN",), True),
    ],
)
def test_what_everyone_calls_harmless_is_kept_and_raises_no_alert(
    statuses: tuple[str, ...], alertable: bool
) -> None:
    (record,), bad = read(threatexchange, page(update("HASH_MD5", MD5, *statuses)))
    assert (record.alertable, len(record.digests), bad) == (alertable, 1, [])


def test_pages_may_follow_one_another_and_updates_stand_bare() -> None:
    one = update("HASH_MD5", MD5)
    text = "\n".join([page(one, one), json.dumps(one), json.dumps([one]), page()])
    records, bad = read(threatexchange, text)
    assert bad == []
    assert [record.position for record in records] == [
        "page[0].data[0]",
        "page[0].data[1]",
        "page[1]",
        "page[2][0]",
    ]


def test_damaged_updates_cost_only_themselves() -> None:
    good = update("HASH_MD5", MD5)
    damaged = [update("HASH_MD5", SHA1), "x", {**good, "type": None}, {**good, "indicator": 5}]
    records, bad = read(threatexchange, page(*damaged, good))
    assert digests(records) == [("md5", MD5)]
    missing = "an update without a type or an indicator"
    assert [(problem.position, problem.reason) for problem in bad] == [
        ("page[0].data[0]", "40 hex digits, as in sha1, where md5 has 32"),
        ("page[0].data[1]", "not a JSON object"),
        ("page[0].data[2]", missing),
        ("page[0].data[3]", missing),
    ]


def test_an_error_in_place_of_a_page_leaves_the_set_incomplete() -> None:
    error = '{"error": {"message": "Rate limit"}}'
    records, (bad,) = read(threatexchange, page(update("HASH_MD5", MD5)) + "\n" + error)
    assert (len(records), bad.position, bad.consequence) == (1, "page[1]", "incomplete")
    assert "no page of updates" in bad.reason


@pytest.mark.parametrize("cut", [0, 5, -1, -50])
def test_a_file_that_ends_early_is_said_to_be_incomplete(cut: int) -> None:
    _, (*_, bad) = read(threatexchange, page(update("HASH_MD5", MD5))[:cut])
    assert bad.consequence == "incomplete"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["data", "id", "indicator", "type", "descriptors", "tags", "text", "status", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(JSON, max_size=3))
def test_no_json_makes_it_raise(values: list[object]) -> None:
    for found in all_of("\n".join(map(json.dumps, values)) + page(*values)):
        assert found.position


DIGESTS = st.sampled_from([Algorithm.MD5, Algorithm.SHA1, Algorithm.SHA256, Algorithm.PDQ]).flatmap(
    lambda algorithm: st.tuples(
        st.just(algorithm),
        st.binary(min_size=DIGEST_BYTES[algorithm], max_size=DIGEST_BYTES[algorithm]),
        st.integers(1, 10**18),
    )
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(DIGESTS, max_size=4), min_size=1, max_size=4))
def test_pages_round_trip(pages: list[list[tuple[Algorithm, bytes, int]]]) -> None:
    text = "\n".join(
        page(*(update(f"HASH_{name}".upper(), value.hex(), id=str(n)) for name, value, n in rows))
        for rows in pages
    )
    records, bad = read(threatexchange, text)
    assert bad == []
    flat = [entry for rows in pages for entry in rows]
    assert [record.digests for record in records] == [((name, value),) for name, value, _ in flat]
    assert [record.identity for record in records] == [str(number) for _, _, number in flat]


def test_an_update_that_gives_a_key_twice_is_said() -> None:
    text = json.dumps(update("HASH_MD5", MD5, id="1"))
    twice = text.replace('"type"', f'"indicator": "{"0b" * 16}", "type"', 1)
    for whole in (f'{{"data": [{twice}]}}', twice):
        records, bad = read(threatexchange, whole)
        assert len(records) == 1
        assert [one.reason for one in bad] == [
            "'indicator' is given twice: its first value was not used"
        ]
