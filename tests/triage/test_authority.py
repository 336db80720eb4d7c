from pathlib import Path

import pytest

from skerry import SkerryError
from triage.authority import Authority, DataKind, kind_of, load_case

CASE = """
exhibit = "EX-1"
power = "made-up power, section 0"
officer = "Officer Nobody"
owner = "Unreal Owner"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "case.toml"
    path.write_text(text)
    return path


def test_a_case_file_is_recorded_as_it_stands(tmp_path: Path) -> None:
    authority = load_case(write(tmp_path, CASE + 'data = ["media", "device"]'))
    assert authority.recorded
    assert authority.exhibit == "EX-1"
    assert authority.covers(DataKind.MEDIA)
    assert not authority.covers(DataKind.MESSAGES)


def test_a_case_that_names_no_kinds_of_data_sets_no_limit(tmp_path: Path) -> None:
    authority = load_case(write(tmp_path, CASE))
    assert all(authority.covers(kind) for kind in DataKind)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('exhibit = "EX-1"', "lacks: power, officer, owner"),
        (CASE + 'data = ["gossip"]', "kinds of data: media"),
        (CASE + "surprise = 1", "unknown keys: surprise"),
        ("not toml", "is not TOML"),
    ],
)
def test_a_case_file_that_cannot_be_relied_on_is_refused_in_one_line(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(SkerryError) as caught:
        load_case(write(tmp_path, text))
    assert says in str(caught.value)


def test_without_a_case_nothing_is_recorded_and_nothing_is_withheld() -> None:
    assert not Authority().recorded
    assert Authority().covers(DataKind.MESSAGES)


@pytest.mark.parametrize(
    ("path", "mime", "kind"),
    [
        (b"/x/notes.txt", "image/jpeg", DataKind.MEDIA),
        (b"/data/com.whatsapp/databases/msgstore.db", "application/x-sqlite3", DataKind.MESSAGES),
        (b"/d/mmssms.db-wal", "application/octet-stream", DataKind.MESSAGES),
        (b"/a.zip>>inner/History", "application/x-sqlite3", DataKind.BROWSING),
        (b"/x/report.docx", "application/pdf", DataKind.DOCUMENTS),
        (b"/lib/libc.so", "application/x-sharedlib", DataKind.OTHER),
    ],
)
def test_the_kind_of_data_follows_the_true_type_then_the_well_known_name(
    path: bytes, mime: str, kind: DataKind
) -> None:
    assert kind_of(path, mime) == kind


@pytest.mark.parametrize(
    ("tables", "kind"),
    [
        (b"CREATE TABLE sms (_id INTEGER)", DataKind.MESSAGES),
        (b'CREATE TABLE "message" (a)', DataKind.MESSAGES),
        (b"CREATE TABLE calls (a)", DataKind.CALLS),
        (b"CREATE TABLE IF NOT EXISTS raw_contacts (a)", DataKind.CONTACTS),
        (b"create table urls(id)", DataKind.BROWSING),
        (b"CREATE TABLE smsless (a)", DataKind.OTHER),
        (b"", DataKind.OTHER),
    ],
)
def test_a_carved_database_is_judged_by_its_tables(tables: bytes, kind: DataKind) -> None:
    head = b"SQLite format 3\0" + bytes(900) + tables
    path, mime = b"/$Unallocated/0x000000001000.sqlite", "application/vnd.sqlite3"
    assert kind_of(path, mime, head) == kind
    assert kind_of(b"/data/notes.db", mime, head) == DataKind.OTHER
