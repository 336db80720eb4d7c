"""An event that can be understood: decoded from a record, or refused with a reason."""

import hashlib
from datetime import datetime
from enum import StrEnum

import msgspec

from casework.moments import microseconds
from monitor.events import EVENT_TYPES, PREFIX, SUFFIX, Data, Envelope, Handling
from monitor.records import Coordinates, Record

DEVICE = "device/"
MOST_BYTES = 1_048_576
"""Bytes of one message."""

SKEW = 300_000_000
"""How far, in µs, a receipt time may lie after the broker's before it is not believed."""

EARLIEST, LATEST = 2000, 2100
MOST_SEQUENCE = 10**18
"""Sequence numbers lie below it, so that a database can hold them."""

_TIMES = ("`$.time`", "`$.recordedtime`")


class Poison(StrEnum):
    """Why a record cannot be understood. A closed list: dashboards and replays name them."""

    TOO_LONG = "too-long"
    NOT_JSON = "not-json"
    NOT_AN_EVENT = "not-an-event"
    UNKNOWN_TYPE = "unknown-type"
    WRONG_DATA = "wrong-data"
    BAD_TIME = "bad-time"
    BAD_SOURCE = "bad-source"
    KEY_IS_NOT_SUBJECT = "key-is-not-subject"


class Unreadable(Exception):
    """A record that is quarantined."""

    def __init__(self, reason: Poison) -> None:
        super().__init__(reason)
        self.reason = reason


class Event(msgspec.Struct, frozen=True, gc=False):
    """One event. Times are µs since 1970 UTC; ``identity`` stands for (source, ``id``)."""

    identity: bytes
    id: str
    person: str
    device: str
    type: str
    time: int
    received: int
    receipt_known: bool
    sequence: int | None
    handling: Handling | None
    data: Data
    at: Coordinates


_ENVELOPES = msgspec.json.Decoder(Envelope)
_DATA = {
    f"{PREFIX}{name}{SUFFIX}": (name, msgspec.json.Decoder(kind))
    for name, kind in EVENT_TYPES.items()
}


def decoded(record: Record) -> Event:
    """The event in a record; raises ``Unreadable``.

    Received is when ``recordedtime`` says, but never later than the broker knew it. Where neither
    is known, as in a file without receipt times, the device's own clock stands in, and says so.
    """
    if record.oversize is not None or len(record.value) > MOST_BYTES:
        raise Unreadable(Poison.TOO_LONG)
    envelope = _envelope(record.value)
    known = _DATA.get(envelope.type)
    if known is None:
        raise Unreadable(Poison.UNKNOWN_TYPE)
    if record.key is not None and record.key != envelope.subject.encode():
        raise Unreadable(Poison.KEY_IS_NOT_SUBJECT)
    device = envelope.source.removeprefix(DEVICE)
    # with a zero byte two pairs of (source, id) would have one identity, and no database holds it
    if device == envelope.source or not device or "\0" in device:
        raise Unreadable(Poison.BAD_SOURCE)
    if "\0" in envelope.subject or "\0" in envelope.id:
        raise Unreadable(Poison.NOT_AN_EVENT)
    name, decoder = known
    time = _moment(envelope.time)
    received = _received(envelope, record.received)
    return Event(
        identity(envelope.source, envelope.id),
        envelope.id,
        envelope.subject,
        device,
        name,
        time,
        time if received is None else received,
        received is not None,
        _sequence(envelope.sequence),
        envelope.handling,
        _data(decoder, envelope.data),
        record.at,
    )


def identity(source: str, event: str) -> bytes:
    """16 bytes that stand for an event: BLAKE2b-128 over source, a zero byte and id."""
    return hashlib.blake2b(
        f"{source}\0{event}".encode("utf-8", "surrogatepass"), digest_size=16
    ).digest()


def _envelope(value: bytes) -> Envelope:
    try:
        return _ENVELOPES.decode(value)
    except msgspec.ValidationError as error:
        time = str(error).endswith(_TIMES)
        raise Unreadable(Poison.BAD_TIME if time else Poison.NOT_AN_EVENT) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Unreadable(Poison.NOT_JSON) from None


def _data(decoder: "msgspec.json.Decoder[Data]", raw: msgspec.Raw) -> Data:
    try:
        return decoder.decode(raw)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise Unreadable(Poison.WRONG_DATA) from None


def _moment(moment: datetime) -> int:
    if not EARLIEST <= moment.year < LATEST:
        raise Unreadable(Poison.BAD_TIME)
    return microseconds(moment)


def _received(envelope: Envelope, broker: int | None) -> int | None:
    if envelope.recordedtime is None:
        return broker
    said = _moment(envelope.recordedtime)
    return said if broker is None or said <= broker + SKEW else broker


def _sequence(given: int | str | None) -> int | None:
    if isinstance(given, str):
        return int(given) if given.isascii() and given.isdigit() and len(given) <= 18 else None
    return given if given is not None and given < MOST_SEQUENCE else None
