import pytest

from hashsets.formats import plain
from hashsets.records import Algorithm
from tests.hashsets.formats.reading import digests, read

MD5, SHA1, LONG, SHORT = "0a" * 16, "0B" * 20, "0c" * 32, "0d" * 8


def test_md5_and_sha1_are_told_apart_by_their_length() -> None:
    records, bad = read(plain, f"# a comment\n{MD5}\n\n  {SHA1}  \n")
    assert digests(records) == [("md5", MD5), ("sha1", SHA1.lower())]
    assert [record.position for record in records] == ["line 2", "line 4"]
    assert bad == []


@pytest.mark.parametrize(
    ("algorithm", "text"),
    [("sha256", LONG), ("pdq", LONG), ("phash", SHORT), ("md5", MD5), ("sha1", SHA1.lower())],
)
def test_the_algorithm_may_be_told_or_stand_in_the_first_line(algorithm: str, text: str) -> None:
    told, _ = read(plain, text, Algorithm(algorithm))
    headed, _ = read(plain, f"{algorithm.upper()}\n{text}")
    assert digests(told) == digests(headed) == [(algorithm, text)]


def test_64_digits_of_which_nothing_is_said_are_refused() -> None:
    records, (bad,) = read(plain, LONG)
    assert records == []
    assert bad.consequence == "refused"
    assert "SHA-256 or PDQ" in bad.reason


def test_16_digits_of_which_nothing_is_said_are_no_digest() -> None:
    records, (bad,) = read(plain, SHORT)
    assert records == []
    assert "for pHash, give the algorithm option" in bad.reason


def test_a_first_line_that_contradicts_what_was_asked_for_is_refused() -> None:
    records, (bad,) = read(plain, f"pdq\n{LONG}", Algorithm.SHA256)
    assert records == []
    assert (bad.consequence, bad.position) == ("refused", "line 1")


def test_a_digest_of_the_wrong_length_is_said_with_its_line() -> None:
    records, (bad,) = read(plain, f"{LONG}\n{MD5}\n{LONG}", Algorithm.SHA256)
    assert len(records) == 2
    assert (bad.position, bad.reason) == ("line 2", "32 hex digits, as in md5, where sha256 has 64")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_encodings_and_line_endings_of_every_shell_are_read(encoding: str, ending: str) -> None:
    records, bad = read(plain, ending.join([MD5, MD5]).encode(encoding))
    assert digests(records) == [("md5", MD5)] * 2
    assert bad == []


def test_an_endless_line_costs_one_record() -> None:
    records, bad = read(plain, f"{MD5}\n{'x' * 300_000}\n{MD5}")
    assert [record.position for record in records] == ["line 1", "line 3"]
    assert [(b.position, b.reason) for b in bad] == [("line 2", "the line is too long to be one")]


@pytest.mark.parametrize("text", [MD5, SHA1 + "\n", LONG, SHORT, "PDQ\n", "# list\n" + MD5])
def test_a_plain_list_is_recognised(text: str) -> None:
    assert plain.sniff(text.encode())


@pytest.mark.parametrize("text", ["", "hello", MD5 + "  name", "md5,sha1", "{}", "\0" * 40])
def test_nothing_else_is_taken_for_a_plain_list(text: str) -> None:
    assert not plain.sniff(text.encode())
