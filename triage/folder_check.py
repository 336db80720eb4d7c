"""Hold a folder against what was recorded of it: the same files, with the same content."""

import os
from collections.abc import Iterator
from hashlib import sha256

from triage.content import Unexamined, chunks
from triage.exam.connection import Connection
from triage.listing import show_path
from triage.records import Entry, Kind, Volume
from triage.sources.folder import DescriptorContent, open_file, walk_folder


def folder_changes(connection: Connection, source: int, root: int) -> Iterator[str]:
    """One line for each file that appeared, went, or has other content than recorded.

    ``root`` is a descriptor of the folder. Files that were not digested (not authorised, or
    unreadable) are held against by name alone.
    """
    recorded = dict(
        connection.execute(
            "SELECT e.id, o.sha256 FROM entries e LEFT JOIN observations o ON o.file = e.id"
            " WHERE e.source = ? AND e.origin = 'file' AND e.kind = 'file'",
            (source,),
        )
    )
    volume = Volume(source=source, ordinal=0, kind="folder")
    for found in walk_folder(root, source, volume, 0):
        if not isinstance(found, Entry) or found.kind != Kind.FILE:
            continue
        name = show_path(found.path)
        if found.id not in recorded:
            yield f"{name} was not there"
            continue
        digest = recorded.pop(found.id)
        if digest is not None and digest != _digest(root, found):
            yield f"{name} has other content"
    for identifier in recorded:
        path = connection.execute("SELECT path FROM entries WHERE id = ?", (identifier,))
        yield f"{show_path(path.fetchone()[0])} is gone"


def _digest(root: int, entry: Entry) -> bytes | None:
    try:
        descriptor = open_file(root, entry.path)
    except Unexamined:
        return None
    state = sha256()
    try:
        for chunk in chunks(DescriptorContent(descriptor, entry.size or 0)):
            state.update(chunk)
    except Unexamined:
        return None
    finally:
        os.close(descriptor)
    return state.digest()
