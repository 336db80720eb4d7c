import os
import resource
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from tests.triage.archives.building import central, ended, local
from tests.triage.archives.reading import listed, opened
from triage.archives.base import Member
from triage.archives.limits import SOURCE_LIMITS
from triage.archives.opening import open_archive
from triage.content import Window
from triage.records import Kind
from triage.sources.folder import DescriptorContent

WIDE = struct.Struct("<4sQ2H2I4Q")
LOCATOR = struct.Struct("<4sIQI")


def write_many(file: Path, count: int) -> None:
    """A ZIP64 archive of ``count`` empty members."""
    size = len(local(b"%07d" % 0, b"", 0, 0, method=0))
    with file.open("wb") as out:
        for number in range(count):
            out.write(local(b"%07d" % number, b"", 0, 0, method=0))
        start = out.tell()
        for number in range(count):
            out.write(central(b"%07d" % number, number * size, 0, 0, 0, method=0))
        end = out.tell()
        out.write(WIDE.pack(b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, end - start, start))
        out.write(LOCATOR.pack(b"PK\x06\x07", 0, end, 1))
        out.write(
            struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0)
        )


@pytest.mark.slow
def test_a_million_members_are_listed_in_bounded_memory(tmp_path: Path) -> None:
    file = tmp_path / "million.zip"
    write_many(file, 1_000_000)
    with file.open("rb") as stream:
        content = DescriptorContent(stream.fileno(), file.stat().st_size)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        archive = open_archive(content, SOURCE_LIMITS)
        assert sum(isinstance(found, Member) for found in archive.members()) == 1_000_000
        assert archive.member(999_999).name == b"0999999"
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 150 << 10


def test_an_index_takes_tens_of_bytes_a_member(tmp_path: Path) -> None:
    file = tmp_path / "many.zip"
    write_many(file, 20_000)
    with file.open("rb") as stream:
        content = DescriptorContent(stream.fileno(), file.stat().st_size)
        tracemalloc.start()
        archive = open_archive(Window(content, 0, content.size), SOURCE_LIMITS)
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert archive.kind == "zip"
    assert held < 20_000 * (9 + 53 + 10)


@pytest.mark.slow
def test_more_members_than_sixteen_bits_count_are_all_found(tmp_path: Path) -> None:
    file = tmp_path / "zipfile.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(65_540):
            archive.writestr(f"{number}", b"")
    members, faults = listed(opened(file.read_bytes()))
    assert (len(members), faults) == (65_540, [])
    assert members[-1].name == b"65539"


def test_a_count_that_has_wrapped_at_65536_is_no_damage() -> None:
    count = 65_537
    size = len(local(b"%05d" % 0, b"", 0, 0, method=0))
    body = b"".join(local(b"%05d" % number, b"", 0, 0, method=0) for number in range(count))
    records = [central(b"%05d" % n, n * size, 0, 0, 0, method=0) for n in range(count)]
    members, faults = listed(opened(ended(body, records)))
    assert (len(members), faults) == (count, [])


@pytest.mark.slow
def test_a_member_beyond_4_gib_is_read_in_place(tmp_path: Path) -> None:
    """Written sparsely: zipfile puts the last member after a hole of 4 GiB."""
    file = tmp_path / "wide.zip"
    script = (
        "import sys, zipfile\n"
        "with open(sys.argv[1], 'wb') as out:\n"
        "    out.seek(5 << 30)\n"
        "    with zipfile.ZipFile(out, 'w') as archive:\n"
        "        archive.writestr('far', b'beyond')\n"
    )
    subprocess.run([sys.executable, "-c", script, os.fspath(file)], check=True)
    with file.open("rb") as stream:
        content = DescriptorContent(stream.fileno(), file.stat().st_size)
        archive = open_archive(content, SOURCE_LIMITS)
        far = archive.content(Member(ordinal=0, name=b"", kind=Kind.FILE))
        assert far.read(0, 100) == b"beyond"
