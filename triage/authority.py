"""The authority for an examination: who, by what power, and which kinds of data."""

import re
import tomllib
from enum import StrEnum
from pathlib import Path

import msgspec

from skerry import SkerryError


class DataKind(StrEnum):
    """Kinds of data an authority may cover."""

    MEDIA = "media"
    DEVICE = "device"
    MESSAGES = "messages"
    CALLS = "calls"
    CONTACTS = "contacts"
    BROWSING = "browsing"
    LOCATION = "location"
    DOCUMENTS = "documents"
    OTHER = "other"


class Authority(msgspec.Struct, frozen=True, kw_only=True):
    """What a ``--case`` file says. ``data`` is null where it sets no limit on the kinds of data."""

    recorded: bool = False
    exhibit: str = ""
    power: str = ""
    officer: str = ""
    owner: str = ""
    data: tuple[DataKind, ...] | None = None

    def covers(self, kind: DataKind) -> bool:
        """Whether data of this kind may be parsed."""
        return self.data is None or kind in self.data


_REQUIRED = ("exhibit", "power", "officer", "owner")


def load_case(path: Path) -> Authority:
    """The authority in a TOML file: ``exhibit power officer owner`` and, optionally, ``data``.

    Raises ``SkerryError`` where the file cannot be read, lacks a key or names an unknown kind.
    """
    try:
        case = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SkerryError(f"case file {path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SkerryError(f"case file {path} is not TOML: {error}") from None
    missing = [key for key in _REQUIRED if not case.get(key)]
    if missing:
        raise SkerryError(f"case file {path} lacks: {', '.join(missing)}")
    unknown = sorted(set(case) - {*_REQUIRED, "data"})
    if unknown:
        raise SkerryError(f"case file {path} has unknown keys: {', '.join(unknown)}")
    try:
        return msgspec.convert({**case, "recorded": True}, Authority)
    except msgspec.ValidationError as error:
        kinds = ", ".join(DataKind)
        raise SkerryError(f"case file {path}: {error} (kinds of data: {kinds})") from None


_BY_NAME: dict[bytes, DataKind] = {
    b"mmssms.db": DataKind.MESSAGES,
    b"sms.db": DataKind.MESSAGES,
    b"msgstore.db": DataKind.MESSAGES,
    b"chatstorage.sqlite": DataKind.MESSAGES,
    b"viber_messages": DataKind.MESSAGES,
    b"viber_data": DataKind.MESSAGES,
    b"cache4.db": DataKind.MESSAGES,
    b"kikdatabase.db": DataKind.MESSAGES,
    b"kik.sqlite": DataKind.MESSAGES,
    b"signal.db": DataKind.MESSAGES,
    b"signal.sqlite": DataKind.MESSAGES,
    b"main.db": DataKind.MESSAGES,
    b"calllog.db": DataKind.CALLS,
    b"callhistory.storedata": DataKind.CALLS,
    b"contacts2.db": DataKind.CONTACTS,
    b"wa.db": DataKind.CONTACTS,
    b"addressbook.sqlitedb": DataKind.CONTACTS,
    b"history": DataKind.BROWSING,
    b"history.db": DataKind.BROWSING,
    b"cloudtabs.db": DataKind.BROWSING,
    b"safaritabs.db": DataKind.BROWSING,
    b"browser2.db": DataKind.BROWSING,
    b"places.sqlite": DataKind.BROWSING,
    b"cookies": DataKind.BROWSING,
    b"bt_config.conf": DataKind.DEVICE,
    b"wificonfigstore.xml": DataKind.DEVICE,
    b"accounts_ce.db": DataKind.DEVICE,
    b"accounts_de.db": DataKind.DEVICE,
    b"accounts3.sqlite": DataKind.DEVICE,
    b"devicelist.db": DataKind.DEVICE,
    b"build.prop": DataKind.DEVICE,
    b"packages.xml": DataKind.DEVICE,
    b"cache.sqlite": DataKind.LOCATION,
}
_SQLITE = "application/vnd.sqlite3"
_SIDECARS = (b"-wal", b"-shm", b"-journal")
_DOCUMENTS = (
    "application/pdf",
    "application/msword",
    "application/rtf",
    "application/vnd.oasis.opendocument",
    "application/vnd.openxmlformats-officedocument",
    "application/vnd.ms-",
    "application/epub",
    "text/",
)


_BY_TABLE: tuple[tuple[DataKind, tuple[bytes, ...]], ...] = (
    (
        DataKind.MESSAGES,
        (
            *(b"sms", b"pdu", b"mms", b"messages?", b"ZWAMESSAGE", b"messagesTable"),
            *(b"messages_v2", b"chat_list", b"chat_message_join", b"ZVIBERMESSAGE", b"ZKIKMESSAGE"),
        ),
    ),
    (DataKind.CALLS, (b"calls", b"call_log", b"ZCALLRECORD")),
    (DataKind.CONTACTS, (b"raw_contacts", b"ABPerson", b"wa_contacts", b"contacts")),
    (
        DataKind.BROWSING,
        (b"urls", b"visits", b"moz_places", b"history_visits", b"(?:moz_)?cookies"),
    ),
    (
        DataKind.LOCATION,
        (
            b"ZRTCLLOCATIONMO",
            b"(?:Cell|Wifi)Location",
        ),
    ),
    (DataKind.DEVICE, (b"ZACCOUNT", b"accounts")),
)
"""Tables of the databases of ``_BY_NAME``, where a database has lost its name."""

_NAMELESS = (b"/$Unallocated/", b"/$Slack/")


def kind_of_tables(head: bytes) -> DataKind | None:
    """The kind of data a database holds, by the tables its first page creates; null if unknown."""
    for kind, names in _BY_TABLE:
        table = rb"CREATE TABLE (?:IF NOT EXISTS )?[\"'`\[]?(?:" + b"|".join(names) + rb")\b"
        if re.search(table, head, re.IGNORECASE):
            return kind
    return None


def kind_of(path: bytes, mime: str, head: bytes = b"") -> DataKind:
    """The kind of data an entry holds, by its true type and, for databases, its well-known name.

    A carved database has no name: its tables tell, as far as its ``head`` shows them.
    """
    if mime.startswith(("image/", "video/", "audio/")):
        return DataKind.MEDIA
    name = path.rsplit(b"/", 1)[-1].rsplit(b">>", 1)[-1].lower()
    for sidecar in _SIDECARS:
        name = name.removesuffix(sidecar)
    if name in _BY_NAME:
        return _BY_NAME[name]
    if mime == _SQLITE and path.startswith(_NAMELESS):
        return kind_of_tables(head) or DataKind.OTHER
    if mime.startswith(_DOCUMENTS):
        return DataKind.DOCUMENTS
    return DataKind.OTHER
