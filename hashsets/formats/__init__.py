"""Importers of hash-set formats, one file each."""

from hashsets.formats import (
    autopsy,
    caid,
    csv_table,
    encase,
    hashkeeper,
    hfind,
    icse,
    md5sum,
    misp,
    ncmec,
    nsrl_delta,
    nsrl_sqlite,
    nsrl_text,
    plain,
    threatexchange,
    vics,
)
from hashsets.formats.base import Format
from hashsets.records import HashSetError

FORMATS: tuple[Format, ...] = (
    caid,
    vics,
    threatexchange,
    ncmec,
    misp,
    icse,
    encase,
    hfind,
    nsrl_text,
    hashkeeper,
    autopsy,
    nsrl_sqlite,
    nsrl_delta,
    csv_table,
    md5sum,
    plain,
)
"""In the order in which they are tried on a file of unknown format."""


def format_named(name: str) -> Format:
    """The format called ``name``; raises ``HashSetError`` where there is none."""
    for known in FORMATS:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in FORMATS)
    raise HashSetError(f"there is no hash-set format {name!r}; there are {names}")


def recognised(head: bytes) -> Format | None:
    """The format of a file that begins with ``head``, or null."""
    return next((known for known in FORMATS if known.sniff(head)), None)
