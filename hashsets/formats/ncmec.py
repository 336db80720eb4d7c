"""NCMEC's hash sharing API, version 2: the XML that its ``entries`` request answers with.

The layout, as Meta's ``threatexchange`` client reads it::

    <queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2">
      <images count="…" maxTimestamp="…">
        <image> <member id="42">…</member> <timestamp/> <id/> <classification>A1</classification>
          <fingerprints> <md5/> <sha1/> <pdna/> <pdq/> … </fingerprints> <feedback/> </image>
        <deletedImage> <member id="42">…</member> <id/> <timestamp/> </deletedImage>
      </images>
      <videos> <video/> <deletedVideo/> </videos> <paging> <next/> </paging>
    </queryResult>

An entry is called by its member and its own id together (``42-image1``); a later entry of the same
name takes its place and a deleted one withdraws it. The classification becomes the label. Feedback
and all else are kept in the raw text. Skerry asks no server for anything: each file is one answer.
"""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, tostring

from hashsets.formats.base import Updates
from hashsets.formats.csv_columns import NOT_COMPUTABLE
from hashsets.formats.lines import encoding_of
from hashsets.formats.xml_entries import XmlEntry, xml_entries
from hashsets.hexadecimal import algorithm_called, parse_digest, squeezed
from hashsets.records import Algorithm, BadRecord, Digest, HashRecord, Tombstone

name = "ncmec"
carries_verdicts = False
lists_reported = True

GIVEN = frozenset(("image", "video"))
WITHDRAWN = frozenset(("deletedImage", "deletedVideo"))


def sniff(head: bytes) -> bool:
    """XML whose beginning has the answer's element and the namespace's address."""
    text = head.decode(encoding_of(head), "replace").lstrip()
    return text.startswith("<") and "queryResult" in text and "hashsharing" in text


def read(stream: BinaryIO, algorithm: Algorithm | None) -> Updates:
    """A record for each entry and a tombstone for each deleted one.

    ``algorithm`` is not needed, since every fingerprint stands under its name.
    """
    del algorithm
    for entry in xml_entries(stream, "queryResult", GIVEN | WITHDRAWN):
        if isinstance(entry, BadRecord):
            yield entry
        elif entry.element.tag in WITHDRAWN:
            yield withdrawn(entry)
        else:
            yield from given(entry)


def withdrawn(entry: XmlEntry) -> Tombstone | BadRecord:
    """What a deleted entry withdraws."""
    identity = identity_of(entry.element)
    if identity is None:
        reason = "a deleted entry that does not say which: its member or its id is missing"
        return BadRecord(position=entry.position, reason=reason)
    return Tombstone(position=entry.position, identity=identity)


def given(entry: XmlEntry) -> Iterator[HashRecord | BadRecord]:
    """The record of an entry, after what in it could not be used."""
    digests: list[Digest] = []
    kinds: list[str] = []
    complaints = 0
    for found in fingerprints(entry):
        if isinstance(found, BadRecord):
            complaints += 1
            yield found
        elif isinstance(found, str):
            kinds.append(found)
        elif found not in digests:
            digests.append(found)
    if digests or kinds:
        yield HashRecord(
            position=entry.position,
            digests=tuple(digests),
            not_computable=tuple(kinds),
            label=entry.element.findtext("classification") or None,
            raw=tostring(entry.element, encoding="unicode"),
            identity=identity_of(entry.element),
            supersedes=True,
        )
    elif not complaints:
        yield BadRecord(position=entry.position, reason="no fingerprint in this entry")


def fingerprints(entry: XmlEntry) -> Iterator[Digest | BadRecord | str]:
    """Each digest, each that is damaged, and the name of each kind that cannot be computed.

    Those too large for the answer are an empty element with the address of the rest.
    """
    for mark in entry.element.iterfind("fingerprints/*"):
        kind = squeezed(mark.tag)
        algorithm = algorithm_called(kind)
        if algorithm is not None and mark.text:
            yield parse_digest(mark.text, algorithm, entry.position)
        elif algorithm is None and (mark.text or mark.attrib):
            yield NOT_COMPUTABLE.get(kind, kind)


def identity_of(element: Element) -> str | None:
    """What the source calls an entry."""
    member = element.find("member")
    number = element.findtext("id")
    if member is None or not member.get("id") or not number:
        return None
    return f"{member.get('id')}-{number}"
