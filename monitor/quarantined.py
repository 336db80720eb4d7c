"""What is told of a record that could not be understood: where it stands, never what it holds."""

from typing import Annotated

import msgspec

from monitor.event import Poison


class Quarantined(msgspec.Struct, frozen=True, kw_only=True):
    """A message of the quarantine topic. Replay reads the source at ``offset`` again.

    ``topic`` is ``file:`` and a digest where the source is a file, ``offset`` then a byte's;
    ``length`` is in bytes, ``sha256`` in hex, null where the record was too long to be read whole.
    """

    topic: Annotated[str, msgspec.Meta(min_length=1)]
    partition: Annotated[int, msgspec.Meta(ge=0)]
    offset: Annotated[int, msgspec.Meta(ge=0)]
    length: Annotated[int, msgspec.Meta(ge=0)]
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")] | None
    reason: Poison
