"""The events: one declaration a type, with its kind of data and which of its fields hold text.

CloudEvents 1.0 structured JSON (github.com/cloudevents/spec), with the extensions ``recordedtime``
(its "Recorded Time"), ``sequence`` and our own ``handling``. A new type of event is a new class
here, and nothing else: the schemas, the gate and the matcher read the table.
"""

from datetime import datetime
from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from casework.records.permission import DataKind

MOST_TEXT = 262_144
"""Characters of text in one field; an agent that sends more is not one of ours."""

MOST_SIZE = 1 << 62
"""Bytes: what a number of 64 bits holds, in any database and message."""

PREFIX, SUFFIX = "skerry.", ".v1"

Name: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=512)]
Source: TypeAlias = Annotated[
    str,
    msgspec.Meta(
        min_length=1, max_length=512, extra_json_schema={"pattern": "^device/[^\\u0000]+$"}
    ),
]
"""Read as any name, so that one without its device has a reason of its own."""
Text: TypeAlias = Annotated[str, msgspec.Meta(max_length=MOST_TEXT)]
Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]


class Data(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a type of event carries. Fields that are not declared are passed over."""

    KIND: ClassVar[DataKind]
    TEXT: ClassVar[tuple[str, ...]] = ()
    """Fields that hold text to be matched."""
    OTHERS_WORDS: ClassVar[bool] = False
    """Whether that text is of somebody else than the person."""
    EXAMPLE: ClassVar[dict[str, object]]


class Keystrokes(Data, frozen=True, kw_only=True, gc=False):
    """What was typed in an app, as far as it had been typed; deleted text too."""

    KIND = DataKind.KEYSTROKES
    TEXT = ("text",)
    EXAMPLE = {"app": "org.example.notes", "text": "bread and mil"}
    app: Name
    text: Text


class ScreenText(Data, frozen=True, kw_only=True, gc=False):
    """Text as a screen showed it."""

    KIND = DataKind.SCREEN_TEXT
    TEXT = ("text",)
    OTHERS_WORDS = True
    EXAMPLE = {"app": "org.example.reader", "text": "Chapter 4. The harbour"}
    app: Name
    text: Text


class MessageSent(Data, frozen=True, kw_only=True, gc=False):
    """A message sent from the device."""

    KIND = DataKind.MESSAGES
    TEXT = ("text",)
    EXAMPLE = {"app": "org.example.chat", "counterparty": "c-91", "text": "see you at the match"}
    app: Name
    counterparty: Name
    text: Text


class MessageReceived(Data, frozen=True, kw_only=True, gc=False):
    """A message that came in: the words of the counterpart."""

    KIND = DataKind.MESSAGES
    TEXT = ("text",)
    OTHERS_WORDS = True
    EXAMPLE = {"app": "org.example.chat", "counterparty": "c-91", "text": "bring a scarf"}
    app: Name
    counterparty: Name
    text: Text


class Search(Data, frozen=True, kw_only=True, gc=False):
    """Words given to a search engine, shop or map."""

    KIND = DataKind.SEARCHES
    TEXT = ("query",)
    EXAMPLE = {"engine": "search.example", "query": "ferry times"}
    engine: Name
    query: Text
    app: Name | None = None


class UrlVisit(Data, frozen=True, kw_only=True, gc=False):
    """A page that was opened."""

    KIND = DataKind.BROWSING
    TEXT = ("url", "title")
    EXAMPLE = {"url": "https://news.example/harbour", "title": "Harbour news"}
    url: Text
    title: Text | None = None
    app: Name | None = None


class AppInstalled(Data, frozen=True, kw_only=True, gc=False):
    """An app was installed."""

    KIND = DataKind.APPS
    TEXT = ("app", "name")
    EXAMPLE = {"app": "org.example.chess", "name": "Chess"}
    app: Name
    name: Name | None = None


class AppRemoved(Data, frozen=True, kw_only=True, gc=False):
    """An app was removed."""

    KIND = DataKind.APPS
    EXAMPLE = {"app": "org.example.chess"}
    app: Name
    name: Name | None = None


class AppUsed(Data, frozen=True, kw_only=True, gc=False):
    """An app was in the foreground for so many seconds, up to the event's time."""

    KIND = DataKind.APPS
    EXAMPLE = {"app": "org.example.chess", "seconds": 340}
    app: Name
    seconds: Annotated[float, msgspec.Meta(ge=0, le=604_800)]


class FileOpened(Data, frozen=True, kw_only=True, gc=False):
    """A file was opened on the device."""

    KIND = DataKind.FILES
    TEXT = ("path",)
    EXAMPLE = {"path": "/sdcard/Documents/timetable.pdf", "app": "org.example.reader"}
    path: Text
    app: Name | None = None


class FileDownloaded(Data, frozen=True, kw_only=True, gc=False):
    """A file was fetched from elsewhere."""

    KIND = DataKind.FILES
    TEXT = ("path", "url")
    EXAMPLE = {"path": "/sdcard/Download/timetable.pdf", "url": "https://ferry.example/t.pdf"}
    path: Text
    url: Text | None = None
    app: Name | None = None
    size: Annotated[int, msgspec.Meta(ge=0, le=MOST_SIZE)] | None = None


class ImageSeen(Data, frozen=True, kw_only=True, gc=False):
    """A picture was stored or shown: its hashes, never the picture."""

    KIND = DataKind.PICTURES
    EXAMPLE = {"md5": "d41d8cd98f00b204e9800998ecf8427e", "app": "org.example.gallery"}
    md5: Annotated[str, msgspec.Meta(pattern="^[0-9a-fA-F]{32}$")] | None = None
    pdq: Annotated[str, msgspec.Meta(pattern="^[0-9a-fA-F]{64}$")] | None = None
    app: Name | None = None
    path: Text | None = None


class DeviceConnected(Data, frozen=True, kw_only=True, gc=False):
    """Something was plugged in or paired."""

    KIND = DataKind.CONNECTIONS
    TEXT = ("name",)
    EXAMPLE = {"name": "Kitchen speaker", "via": "bluetooth", "address": "02:00:00:00:00:01"}
    name: Name
    via: Name | None = None
    address: Name | None = None


class NetworkJoined(Data, frozen=True, kw_only=True, gc=False):
    """A network was joined."""

    KIND = DataKind.CONNECTIONS
    TEXT = ("ssid",)
    EXAMPLE = {"ssid": "library-guest"}
    ssid: Name
    bssid: Name | None = None


class Heartbeat(Data, frozen=True, kw_only=True, gc=False):
    """The agent is alive and will say so again in ``interval`` seconds."""

    KIND = DataKind.DEVICE_STATE
    EXAMPLE = {"interval": 900, "agent": "4.2"}
    interval: Annotated[float, msgspec.Meta(gt=0, le=604_800)] | None = None
    agent: Name | None = None


class AgentTamper(Data, frozen=True, kw_only=True, gc=False):
    """The agent was interfered with, as it says itself."""

    KIND = DataKind.DEVICE_STATE
    EXAMPLE = {"what": "accessibility service switched off"}
    what: Name


class ClockChanged(Data, frozen=True, kw_only=True, gc=False):
    """The device's clock was set by so many seconds: positive is later."""

    KIND = DataKind.DEVICE_STATE
    EXAMPLE = {"by": -86400}
    by: Annotated[float, msgspec.Meta(ge=-1e10, le=1e10)]


EVENT_TYPES: dict[str, type[Data]] = {
    "keystrokes": Keystrokes,
    "screen_text": ScreenText,
    "message_sent": MessageSent,
    "message_received": MessageReceived,
    "search": Search,
    "url_visit": UrlVisit,
    "app_installed": AppInstalled,
    "app_removed": AppRemoved,
    "app_used": AppUsed,
    "file_opened": FileOpened,
    "file_downloaded": FileDownloaded,
    "image_seen": ImageSeen,
    "device_connected": DeviceConnected,
    "network_joined": NetworkJoined,
    "heartbeat": Heartbeat,
    "agent_tamper": AgentTamper,
    "clock_changed": ClockChanged,
}
"""The table: the short name of a type, and what it carries."""

Handling: TypeAlias = Literal["privileged", "medical"]
"""Material that is held apart unread: with a lawyer, or about health."""


class Envelope(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event as it is written. ``recordedtime`` is when it was received, ``time`` the device's.

    ``sequence``, where a source gives one, counts its events without a gap.
    """

    specversion: Literal["1.0"]
    id: Name
    source: Source
    subject: Name
    type: Name
    time: Moment
    data: msgspec.Raw
    recordedtime: Moment | None = None
    sequence: Annotated[int, msgspec.Meta(ge=0)] | str | None = None
    handling: Handling | None = None
