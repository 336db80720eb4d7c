"""Records as JSON bytes and back, validated both ways."""

from typing import TypeVar

import msgspec

from casework.errors import CaseworkError
from casework.records.base import Record

R = TypeVar("R", bound=Record)


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What is sealed: a record and why it was filed."""

    reason: str | None
    record: msgspec.Raw


_ENCODER = msgspec.json.Encoder(order="deterministic")
_ENVELOPES = msgspec.json.Decoder(Envelope)
_DECODERS: dict[type[Record], msgspec.json.Decoder[Record]] = {}


def encoded(record: Record) -> bytes:
    """The record's JSON; raises ``CaseworkError`` where a field is not of its declared type."""
    try:
        body = _ENCODER.encode(record)
    except (TypeError, ValueError, msgspec.MsgspecError) as error:
        raise CaseworkError(f"{record.KIND} {record.id}: {error}") from None
    decoded(type(record), body)
    return body


def enclosed(record: Record, reason: str | None) -> bytes:
    """The bytes that are sealed; raises ``CaseworkError`` as ``encoded`` does."""
    return _ENCODER.encode(Envelope(reason=reason, record=msgspec.Raw(encoded(record))))


def opened(kind: type[R], body: bytes) -> tuple[R, str | None]:
    """The record and the reason in unsealed bytes; raises ``CaseworkError``."""
    envelope = _ENVELOPES.decode(body)
    return decoded(kind, bytes(envelope.record)), envelope.reason


def decoded(kind: type[R], body: bytes | str) -> R:
    """The record in JSON; raises ``CaseworkError`` saying which field is wrong."""
    decoder = _DECODERS.get(kind)
    if decoder is None:
        decoder = _DECODERS[kind] = msgspec.json.Decoder(kind)
    try:
        record = decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise CaseworkError(f"{kind.KIND}: {error}") from None
    assert isinstance(record, kind)
    return record
