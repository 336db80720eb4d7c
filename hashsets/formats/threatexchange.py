"""Meta's ThreatExchange: the JSON pages that ``/threat_updates`` answers with, one or many a file.

The layout, as the ``threatexchange`` client reads it::

    {"data": [{"id": "…", "indicator": "…", "type": "HASH_MD5", "last_updated": 1600000000,
               "should_delete": false, "descriptors": {"data": [
                   {"id": "…", "owner": {"id": "…"}, "status": "MALICIOUS",
                    "tags": {"data": [{"text": "…"}]}, "reactions": [{"key": "…"}]}]}}],
     "paging": {"next": "…"}}

Pages may follow one another, as JSON lines do; bare updates are read too. An update that
``should_delete`` or has no descriptors withdraws the one of its id; a later one of an id takes the
place of an earlier. Where every descriptor says
``NON_MALICIOUS`` the record raises no alert. Tags become the label. Skerry asks no server for
anything.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from hashsets.formats.base import Updates
from hashsets.formats.json_events import FAULTS, json_events
from hashsets.formats.json_items import Events, Item, build, given_twice
from hashsets.formats.json_lists import elements
from hashsets.formats.recoded import json_head, json_stream
from hashsets.formats.values import compact_json
from hashsets.formats.vics_plain import broken
from hashsets.hexadecimal import algorithm_called, parse_digest, shown
from hashsets.records import Algorithm, BadRecord, Digest, HashRecord, Tombstone

name = "threatexchange"
carries_verdicts = False
lists_reported = True

VIDEO_MD5 = "video_md5"
"""The MD5 of a video's bytes, as of any other file's."""


def sniff(head: bytes) -> bool:
    """JSON whose beginning has an indicator of a type of hash."""
    text = json_head(head)
    return text[:1] in (b"{", b"[") and b'"indicator"' in text and b'"HASH_' in text


def read(stream: BinaryIO, algorithm: Algorithm | None) -> Updates:
    """A record or a tombstone for each update; a file that ends early is said to be incomplete.

    ``algorithm`` is not needed, since every indicator has a type.
    """
    del algorithm
    last = "the start"
    try:
        for item in updates(json_events(json_stream(stream), several=True)):
            last = item.position
            yield from of_item(item)
    except FAULTS as error:
        yield BadRecord(position=f"after {last}", reason=broken(error), consequence="incomplete")


def updates(events: Events) -> Iterator[Item | BadRecord]:
    """Each update of each page."""
    for number, first in enumerate(events):
        place = f"page[{number}]"
        if first[0] == "start_map":
            yield from page(events, place)
        elif first[0] == "start_array":
            yield from elements(events, place)
        else:
            yield BadRecord(position=place, reason="not a JSON object")


def page(events: Events, place: str) -> Iterator[Item | BadRecord]:
    """The updates of a page just entered, or the bare update that it is."""
    gathered: dict[str, Any] = {}
    is_page = False
    while (event := next(events))[0] == "map_key":
        first = next(events)
        if event[1] == "data" and first[0] == "start_array":
            is_page = True
            yield from elements(events, f"{place}.data")
        else:
            value = build(events, first)
            yield from given_twice(gathered, event[1], value, place)
            gathered[event[1]] = value
    if not is_page and "indicator" in gathered:
        yield Item(place, gathered)
    elif not is_page:
        reason = f"no page of updates, but {shown(compact_json(gathered))}"
        yield BadRecord(position=place, reason=reason, consequence="incomplete")


def of_item(item: Item | BadRecord) -> Iterator[HashRecord | BadRecord | Tombstone]:
    """What one update gives or withdraws."""
    if isinstance(item, BadRecord):
        yield item
        return
    update, position = item.members, item.position
    identity = str(update["id"]) if update.get("id") else None
    found = indicator(update, position)
    if is_true(update.get("should_delete")) or not isinstance(update.get("descriptors"), dict):
        yield withdrawn(position, identity, found)
    elif isinstance(found, BadRecord):
        yield found
    else:
        yield record(item, identity, found)


def indicator(update: dict[str, Any], position: str) -> Digest | BadRecord | str:
    """The digest, or the name of its kind where that cannot be computed."""
    kind, text = update.get("type"), update.get("indicator")
    if not isinstance(kind, str) or not isinstance(text, str) or not kind or not text:
        return BadRecord(position=position, reason="an update without a type or an indicator")
    short = kind.lower().removeprefix("hash_")
    algorithm = Algorithm.MD5 if short == VIDEO_MD5 else algorithm_called(short)
    if algorithm is None or algorithm is Algorithm.PHASH:
        return short
    return parse_digest(text.strip(), algorithm, position)


def withdrawn(
    position: str, identity: str | None, found: Digest | BadRecord | str
) -> Tombstone | BadRecord:
    """What an update withdraws."""
    digests = (found,) if isinstance(found, tuple) else ()
    if identity is None and not digests:
        return BadRecord(position=position, reason="an update that does not say what it withdraws")
    return Tombstone(position=position, identity=identity, digests=digests)


def record(item: Item, identity: str | None, found: Digest | str) -> HashRecord:
    """The record of an update that is in force."""
    given = inner(item.members["descriptors"])
    statuses = [str(descriptor.get("status")).upper() for descriptor in given]
    tags = {text_of(tag) for descriptor in given for tag in inner(descriptor.get("tags"))}
    return HashRecord(
        position=item.position,
        digests=(found,) if isinstance(found, tuple) else (),
        not_computable=(found,) if isinstance(found, str) else (),
        label=", ".join(sorted(tags - {""})) or None,
        raw=compact_json(item.members),
        identity=identity,
        supersedes=True,
        alertable=not statuses or set(statuses) != {"NON_MALICIOUS"},
    )


def inner(value: object) -> list[dict[str, Any]]:
    """The objects in a Graph API list, ``{"data": [{…}]}``."""
    listed = value.get("data") if isinstance(value, dict) else None
    if not isinstance(listed, list):
        return []
    return [entry for entry in listed if isinstance(entry, dict)]


def is_true(value: object) -> bool:
    """Truth, also where it is written as a word."""
    return value is True or str(value).lower() == "true"


def text_of(tag: dict[str, Any]) -> str:
    """What a tag says."""
    return str(tag.get("text") or "")
