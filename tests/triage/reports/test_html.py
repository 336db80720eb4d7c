import base64
import io
import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from PIL import Image, UnidentifiedImageError

from keywords.records import Severity
from tests.triage.reports.exams import HOST_FOLDER, HOSTILE, Exam, entry, finding, gap, weak
from tests.triage.reports.reading import Page, read
from triage.authority import Authority
from triage.coverage import coverage
from triage.exam.connection import Connection
from triage.reasons import Reason
from triage.records import State
from triage.reports import html
from triage.reports.page import policy

Open = Callable[[Exam], Connection]
PATH = b"/DCIM/one.jpg"


def source_of(connection: Connection, beside: frozenset[str] = frozenset()) -> str:
    return "".join(html.page(connection, coverage(connection), beside, "today by examiner"))


def page_of(connection: Connection, beside: frozenset[str] = frozenset()) -> Page:
    return read(source_of(connection, beside))


def test_the_first_line_is_the_authority(opened: Open) -> None:
    first = page_of(opened(Exam())).texts[0]
    assert first.startswith("Authority: Sexual Offences Act 2003 s.103B. Exhibit JB/1")
    assert first.endswith("kinds of data authorised: media, device.")


def test_without_an_authority_the_first_line_says_so(opened: Open) -> None:
    assert page_of(opened(Exam(authority=Authority()))).texts[0] == "No authority recorded"


def test_the_state_of_the_examination_comes_next(opened: Open) -> None:
    text = page_of(opened(Exam())).text
    assert text.index("Examination finished.") < text.index("What was examined, and what was not")


def test_an_unfinished_examination_is_shouted(opened: Open) -> None:
    text = page_of(opened(Exam(finished=False))).text
    assert "Examination NOT FINISHED. 1 entry is still to be examined." in text
    assert "Examination finished" not in text


def test_what_was_not_examined_stands_before_what_was_found(opened: Open) -> None:
    headings = [text for text in page_of(opened(Exam())).texts if text in SECTIONS]
    assert headings[-5:] == SECTIONS


SECTIONS = [
    "What was examined, and what was not",
    "Findings, worst first",
    "Weak resemblances",
    "Known and ignored",
    "Appendix: hard facts",
]


def test_findings_come_worst_first_and_unverified(opened: Open) -> None:
    severities = [Severity.LOW, Severity.CRITICAL, Severity.INFO, Severity.HIGH, Severity.MEDIUM]
    found = [finding(PATH, 10 + number, severity=each) for number, each in enumerate(severities)]
    page = page_of(opened(Exam(paths=(PATH,), extra=[*found])))
    classes = [attributes["class"] for attributes in page.named("article")]
    assert [name.removeprefix("finding ") for name in classes] == [
        "critical", "high", "high", "medium", "low", "info",
    ]  # fmt: skip
    badges = [attributes["class"] for attributes in page.named("span")]
    assert badges.count("badge unverified") == len(classes)


def test_a_confirmed_finding_is_shown_as_such(opened: Open) -> None:
    connection = opened(Exam(paths=(PATH,)))

    connection.execute("CREATE TEMP TABLE findings AS SELECT * FROM main.findings")
    connection.execute("UPDATE temp.findings SET status = 'confirmed'")
    classes = [attributes["class"] for attributes in page_of(connection).named("span")]
    assert "badge confirmed" in classes
    assert "badge unverified" not in classes


def test_a_finding_says_where_its_file_lies(opened: Open) -> None:
    text = page_of(opened(Exam(paths=(PATH,)))).text
    for fact in (
        "Path : /DCIM/one.jpg", "Source : phone.dd", "Partition : byte 1,048,576", "Inode : 12",
        "Content at : byte 1,052,672", "Set : alert-set@3", "Record : 0", "Category : 1",
    ):  # fmt: skip
        assert fact.replace(" : ", " ") in text


def test_weak_resemblances_stand_apart_beside_what_chance_would_give(opened: Open) -> None:
    extra = [weak(PATH, 6, 7), weak(PATH, 8, 8)]
    page = page_of(opened(Exam(paths=(PATH,), extra=[*extra])))
    assert len(page.named("article")) == 1
    found, apart = page.text.split("Weak resemblances Pictures like", 1)
    assert "differs in" not in found
    assert "2 found; about 0.058 expected by chance alone" in apart


def test_a_page_full_of_findings_says_where_the_rest_is(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "MOST_FINDINGS", 3)
    page = page_of(opened(Exam()), frozenset({"findings.csv"}))
    assert len(page.named("article")) == 3
    assert f"The first 3 of {len(HOSTILE)} are shown; the rest is in findings.csv." in page.text


def test_a_page_full_of_gaps_says_where_the_rest_is(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "MOST_GAPS", 2)
    text = page_of(opened(Exam()), frozenset({"gaps.jsonl"})).text
    assert "The first 2 of 5 are shown, parts of sources first; the rest is in gaps.jsonl." in text


def test_nothing_found_is_not_nothing_there(opened: Open) -> None:
    text = page_of(opened(Exam(paths=()))).text
    assert "No findings. That says something of what was examined only" in text


def test_hostile_names_stay_text(opened: Open) -> None:
    page = page_of(opened(Exam()))
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "img", "iframe", "object", "embed", "link", "form", "base", "a:"}
    handlers = {name for _, attributes in page.tags for name in attributes if name[:2] == "on"}
    assert handlers == set()
    assert "<script>alert(1)</script>.jpg" in page.text
    assert "{{ 7 * 7 }}{% raw %}" in page.text


def test_nothing_that_hides_or_turns_text_is_printed(opened: Open) -> None:
    source = source_of(opened(Exam(label="phone\u202e.dd\x1b")))
    assert [char for char in source if not (char.isprintable() or char == "\n")] == []
    assert "invoice_\\u202egpj.exe" in source
    assert "phone\\u202e.dd\\x1b" in source


def test_a_name_of_a_mebibyte_does_not_swamp_the_page(opened: Open) -> None:
    source = source_of(opened(Exam()))
    assert len(source) < 200_000
    assert "1,047,977 characters left out" in source


def test_the_page_asks_nothing_of_the_network(opened: Open) -> None:
    page = page_of(opened(Exam()))
    (rules,) = [a["content"] for a in page.named("meta") if "http-equiv" in a]
    assert rules.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in rules
    loading = {"src", "srcset", "data", "poster", "background", "action", "style", "xlink:href"}
    assert [name for _, a in page.tags for name in a if name in loading] == []
    assert [a["href"] for a in page.named("a") if not a["href"].startswith("#")] == []


def test_the_style_is_the_one_the_policy_lets_in(opened: Open) -> None:
    source = source_of(opened(Exam()))
    style = source.split("<style>", 1)[1].split("</style>", 1)[0]
    assert policy(style).replace("'", "&#39;") in source
    assert "url(" not in style
    assert "@import" not in style


def is_picture(body: bytes) -> bool:
    try:
        Image.open(io.BytesIO(body)).close()
    except UnidentifiedImageError:
        return False
    return True


def test_the_page_holds_no_picture(opened: Open) -> None:
    body = source_of(opened(Exam(paths=(PATH,)))).encode()
    magics = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"WEBP", b"ftyp", b"II*\0", b"MM\0*", b"BM")
    starts = [match.start() for magic in magics for match in re.finditer(re.escape(magic), body)]
    assert not any(is_picture(body[start:]) for start in starts)
    assert b"data:" not in body
    for run in re.findall(rb"[A-Za-z0-9+/]{40,}", body):
        assert not is_picture(base64.b64decode(run[: len(run) // 4 * 4]))


def test_the_machines_folders_are_not_printed(opened: Open) -> None:
    source = source_of(opened(Exam()))
    assert HOST_FOLDER not in source
    assert "skerry triage run phone.dd --exam jb1.exam --case=c.toml" in source


def test_a_screen_reader_finds_its_way(opened: Open) -> None:
    page = page_of(opened(Exam()))
    assert page.named("html") == [{"lang": "en-GB"}]
    assert all("scope" in attributes for attributes in page.named("th"))
    assert len(page.named("caption")) == len(page.named("table"))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for a in page.named("a")} <= set(ids)


def test_a_digest_that_disagrees_is_said_in_words(opened: Open) -> None:
    text = page_of(opened(Exam())).text
    assert "The digest it carries agrees." in text
    assert "NOT agree" not in text


def test_unauthorised_data_is_named_only_where_it_is_listed(opened: Open) -> None:
    page = page_of(opened(Exam()))
    before, after = page.text.split("The gaps one by one", 1)
    assert "mmssms" not in before
    assert "Not authorised, so not read Kind of data Entries messages 1" in before
    assert after.count("mmssms") == 1


def test_the_page_is_the_same_however_often_it_is_made(opened: Open) -> None:
    connection = opened(Exam())
    assert source_of(connection) == source_of(connection)


def test_an_exhibit_of_pictures_is_pointed_to(opened: Open) -> None:
    connection = opened(Exam())
    assert "exhibit-images.html" not in source_of(connection)
    assert "exhibit-images.html, a separate exhibit" in source_of(
        connection, frozenset({"exhibit-images.html"})
    )


@pytest.mark.parametrize(
    ("hits", "words"),
    [(0, "none"), (0.001, "fewer than 0.01"), (0.0575, "about 0.058"), (5750.2, "about 5,750")],
)
def test_chance_hits_are_given_to_a_sensible_precision(hits: float, words: str) -> None:
    assert html.expected(hits) == words


def test_every_reason_and_state_can_be_printed(opened: Open) -> None:
    paths = {reason: f"/{reason}".encode() for reason in Reason}
    extra = [
        record
        for reason, path in paths.items()
        for record in (entry(path, state=State.FAILED, reason=reason), gap(path, reason))
    ]
    text = page_of(opened(Exam(extra=[*extra]))).text
    assert [reason for reason in Reason if reason.replace("-", " ") not in text] == []
