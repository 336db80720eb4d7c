import io
import tracemalloc
from collections.abc import Iterator
from typing import BinaryIO, cast
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashsets.formats import ncmec, recognised, xml_entries
from hashsets.records import Algorithm, BadRecord, HashRecord, Tombstone
from tests.hashsets.formats.reading import digests, read

MD5, SHA1, PDQ = "0a" * 16, "0b" * 20, "0c" * 32
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
ROOT = '<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2">'
IMAGE = f"""<image>
 <member id="42">Example Member</member>
 <timestamp>2017-10-24T15:00:00Z</timestamp>
 <id>image1</id>
 <classification>A1</classification>
 <fingerprints>
  <md5>{MD5}</md5><sha1>{SHA1.upper()}</sha1><pdna>AAAA</pdna><pdq> {PDQ} </pdq>
  <tmk-pdqf rel="self" href="/v2/entries/1/fingerprints/TMK_PDQF"/><netclean/>
 </fingerprints>
 <feedback><affirmativeFeedback type="Md5"><member id="42">Example</member></affirmativeFeedback>
 </feedback>
</image>"""
DELETED = (
    '<deletedVideo><member id="43">Other</member><id>video4</id>'
    "<timestamp>2017-10-24T15:10:00Z</timestamp></deletedVideo>"
)


def answer(images: str = "", videos: str = "", head: str = HEAD) -> str:
    return f"{head}{ROOT}<images>{images}</images><videos>{videos}</videos></queryResult>"


def all_of(text: str) -> list[HashRecord | BadRecord | Tombstone]:
    return list(ncmec.read(io.BytesIO(text.encode()), None))


def test_an_answer_is_told_by_its_beginning() -> None:
    assert recognised(answer().encode()) is ncmec
    assert recognised(answer(head="").encode("utf-16")) is ncmec
    assert recognised(b"<?xml version='1.0'?><html/>") is None


def test_an_entry_keeps_its_classification_its_feedback_and_its_name() -> None:
    (record,), bad = read(ncmec, answer(IMAGE))
    assert bad == []
    assert digests([record]) == [("md5", MD5), ("sha1", SHA1), ("pdq", PDQ)]
    assert (record.label, record.category, record.identity) == ("A1", None, "42-image1")
    assert record.not_computable == ("photodna", "tmk+pdqf")
    assert record.position == "image[0]"
    assert '<affirmativeFeedback type="Md5"><member id="42">' in (record.raw or "")


def test_a_deleted_entry_withdraws_the_one_of_its_member_and_id() -> None:
    video = IMAGE.replace("image", "video")
    found = all_of(answer(IMAGE, video + DELETED))
    assert [type(record) for record in found] == [HashRecord, HashRecord, Tombstone]
    assert found[2] == Tombstone(position="deletedVideo[0]", identity="43-video4")


def test_a_deleted_entry_that_does_not_say_which_is_said_and_not_dropped() -> None:
    (bad,) = all_of(answer("<deletedImage><id>image1</id></deletedImage>"))
    assert isinstance(bad, BadRecord)
    assert (bad.position, bad.consequence) == ("deletedImage[0]", "skipped")


def test_damaged_fingerprints_cost_only_themselves() -> None:
    damaged = IMAGE.replace(MD5, MD5[1:])
    empty = "<image><member id='1'/><id>x</id><fingerprints/></image>"
    records, bad = read(ncmec, answer(damaged + empty + IMAGE))
    assert [len(record.digests) for record in records] == [2, 3]
    assert [(problem.position, problem.reason) for problem in bad] == [
        ("image[0]", "31 hex digits where md5 has 32"),
        ("image[1]", "no fingerprint in this entry"),
    ]


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE q [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE q SYSTEM "other.dtd">',
        "<!DOCTYPE q>",
    ],
)
def test_document_types_and_entities_are_refused(declared: str) -> None:
    records, (bad,) = read(ncmec, answer(IMAGE, head=HEAD + declared))
    assert (records, bad.consequence) == ([], "incomplete")
    assert bad.reason == "document types and entities are refused"


def test_an_entity_that_was_never_declared_ends_the_reading_there() -> None:
    records, (bad,) = read(ncmec, answer(IMAGE + IMAGE.replace("A1", "&a;")))
    assert (len(records), bad.consequence) == (1, "incomplete")
    assert "undefined entity" in bad.reason


@pytest.mark.parametrize("cut", [20, 120, 700, -4])
def test_a_truncated_answer_is_said_to_be_incomplete(cut: int) -> None:
    whole, _ = read(ncmec, answer(IMAGE))
    records, (bad,) = read(ncmec, answer(IMAGE)[:cut])
    assert bad.consequence == "incomplete"
    assert records == (whole if cut == -4 else [])


def test_another_document_is_refused() -> None:
    records, (bad,) = read(ncmec, f"<status>{IMAGE}</status>")
    assert (records, bad.consequence) == ([], "refused")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings_are_read_as_declared(encoding: str) -> None:
    head = HEAD.replace("UTF-8", encoding)
    text = answer(IMAGE.replace("A1", "é"), head=head).encode(encoding)
    (record,), bad = read(ncmec, text)
    assert (record.label, bad) == ("é", [])


@pytest.mark.parametrize("encoding", ["utf-7", "big5", "no-such"])
def test_an_encoding_that_cannot_be_read_is_said(encoding: str) -> None:
    records, (bad,) = read(ncmec, answer(IMAGE, head=HEAD.replace("UTF-8", encoding)))
    assert (records, bad.consequence) == ([], "incomplete")


class Endless(io.RawIOBase):
    """A beginning, and then a part over and over."""

    def __init__(self, head: bytes, part: bytes, length: int) -> None:
        self._parts = self._made(head, part, length)

    def _made(self, head: bytes, part: bytes, length: int) -> Iterator[bytes]:
        yield head
        for _ in range(length // len(part)):
            yield part

    def read(self, size: int = -1) -> bytes:
        return next(self._parts, b"")


OPEN = (HEAD + ROOT + "<images>").encode()


@pytest.mark.parametrize(
    ("head", "part"),
    [
        (OPEN, IMAGE.encode() * 5),
        (OPEN + b"<image a='", b"x" * 4096),
        (OPEN + b"<image><!--", b"x" * 4096),
        (OPEN + b"<image><fingerprints><md5>", b"x" * 4096),
        (OPEN + b"<image>", b"<id/>" * 1000),
        (OPEN, b"<a>" * 1000),
    ],
    ids=["entries", "attribute", "comment", "text", "children", "depth"],
)
def test_no_document_takes_more_than_bounded_memory(
    head: bytes, part: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xml_entries, "LARGEST", 1 << 14)
    monkeypatch.setattr(xml_entries, "LONGEST_TOKEN", 1 << 16)
    endless = cast(BinaryIO, Endless(head, part, 1 << 20))
    tracemalloc.start()
    try:
        for _ in ncmec.read(endless, None):
            pass
        assert tracemalloc.get_traced_memory()[1] < 1 << 19
    finally:
        tracemalloc.stop()


PARTS = st.sampled_from(
    [
        *(ROOT, IMAGE, DELETED, "<images>", "</images>", "</queryResult>", "<image>", "</image>"),
        *("<fingerprints>", "<md5>", "</md5>", MD5, "&amp;", "&x;", "<!--", "-->", "<![CDATA["),
        *("]]>", "<?x", "?>", HEAD, "\0", "<!DOCTYPE a>", "é"),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PARTS, max_size=14), st.booleans())
def test_no_jumble_of_parts_makes_it_raise(parts: list[str], is_started: bool) -> None:
    for record in all_of((ROOT if is_started else "") + "".join(parts)):
        assert record.position


ENTRY = st.tuples(
    st.integers(0, 10**6),
    st.text("abc<&\"'é0123456789", min_size=1, max_size=8),
    st.sampled_from([Algorithm.MD5, Algorithm.SHA1, Algorithm.PDQ]),
    st.binary(min_size=32, max_size=32),
    st.booleans(),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(ENTRY, max_size=8))
def test_an_answer_round_trips(
    entries: list[tuple[int, str, Algorithm, bytes, bool]],
) -> None:
    width = {Algorithm.MD5: 16, Algorithm.SHA1: 20, Algorithm.PDQ: 32}
    text, wanted = "", list[object]()
    for member, number, algorithm, content, is_deleted in entries:
        tag = "deletedImage" if is_deleted else "image"
        digest = content[: width[algorithm]]
        mark = f"<{algorithm}>{digest.hex()}</{algorithm}>"
        inner = "" if is_deleted else f"<fingerprints>{mark}</fingerprints>"
        text += f'<{tag}><member id="{member}"/><id>{escape(number)}</id>{inner}</{tag}>'
        wanted.append((f"{member}-{number}", () if is_deleted else ((algorithm, digest),)))
    found = all_of(answer(text))
    assert not any(isinstance(record, BadRecord) for record in found)
    assert [
        (record.identity, record.digests)
        for record in found
        if isinstance(record, HashRecord | Tombstone)
    ] == wanted
