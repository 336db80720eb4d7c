"""Rules that change while a stream is read."""

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casework.act import Act
from casework.basis.file import write_basis
from casework.records.person import Management
from casework.store import open_store as open_casework
from monitor.errors import MonitorError
from monitor.matching import found_in, signals
from monitor.rules import CaseworkBasis, FileBasis, Libraries
from tests.casework.people import person
from tests.monitor.made import OPEN, basis, event, every_kind
from tests.monitor.recorded import LIBRARY


class Shelf:
    """A library in a file of the test's."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "library.yaml"
        self.write(LIBRARY.read_text())

    def write(self, text: str) -> None:
        """Replace the file, as an editor does."""
        draft = self.path.with_suffix(".new")
        draft.write_text(text)
        draft.replace(self.path)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def settled(libraries: Libraries) -> None:
    """Look until what was being built is in use."""
    libraries.current()
    for thread in [one for one in threading.enumerate() if one.name == "libraries"]:
        thread.join()
    libraries.current()


def judged(libraries: Libraries, text: str) -> set[str]:
    """The libraries and versions of what a text signals."""
    one = event(text)
    found = signals(one, OPEN, found_in(one, libraries.current()))
    return {name for signal in found for name in signal.libraries}


def test_a_new_version_is_swapped_in_and_its_hits_say_so(shelf: Shelf) -> None:
    libraries = Libraries([shelf.path])
    assert judged(libraries, "lantern heist") == {"recorded 1.0.0"}
    shelf.write(LIBRARY.read_text().replace("version: 1.0.0", "version: 2.0.0"))
    settled(libraries)
    assert judged(libraries, "lantern heist") == {"recorded 2.0.0"}
    assert libraries.problem is None


@pytest.mark.parametrize(
    "broken", ["", "library: [", LIBRARY.read_text().replace("ignore: [oily]", "ignore: [oil]")]
)
def test_a_version_that_is_broken_leaves_the_old_running_and_says_so(
    shelf: Shelf, broken: str
) -> None:
    libraries = Libraries([shelf.path])
    shelf.write(broken)
    settled(libraries)
    assert judged(libraries, "lantern heist") == {"recorded 1.0.0"}
    assert libraries.problem is not None
    assert str(shelf.path) in libraries.problem


def test_once_it_is_mended_it_is_taken_up(shelf: Shelf) -> None:
    libraries = Libraries([shelf.path])
    shelf.write("library: [")
    settled(libraries)
    shelf.write(LIBRARY.read_text().replace("version: 1.0.0", "version: 3.0.0"))
    settled(libraries)
    assert judged(libraries, "lantern heist") == {"recorded 3.0.0"}
    assert libraries.problem is None


def test_a_file_that_is_gone_leaves_the_old_running(shelf: Shelf) -> None:
    libraries = Libraries([shelf.path])
    shelf.path.unlink()
    settled(libraries)
    assert judged(libraries, "lantern heist") == {"recorded 1.0.0"}
    assert libraries.problem is not None


def test_nobody_begins_with_a_library_that_is_broken(shelf: Shelf) -> None:
    shelf.write("library: [")
    with pytest.raises(MonitorError, match="keyword library"):
        Libraries([shelf.path])


TERM = """\
library: small
version: 1.0.0
language: en
terms:
  - {id: heist, category: plans, severity: high, any: [lantern heist], applies_to: [TYPE]}
"""


def test_a_term_for_a_misspelt_type_is_refused_for_it_would_never_be_met(shelf: Shelf) -> None:
    shelf.write(TERM.replace("TYPE", "message_sent"))
    assert Libraries([shelf.path]).problem is None
    shelf.write(TERM.replace("TYPE", "message_snt"))
    with pytest.raises(MonitorError, match="'heist' applies to 'message_snt', which is no event"):
        Libraries([shelf.path])
    with pytest.raises(MonitorError, match="message_snt"):
        Libraries([], [("P-0042", shelf.path)])


def test_an_overlay_is_swapped_as_a_library_is(shelf: Shelf) -> None:
    libraries = Libraries([], [("P-1", shelf.path)])
    assert judged(libraries, "lantern heist") == {"recorded 1.0.0"}
    shelf.write(LIBRARY.read_text().replace("version: 1.0.0", "version: 2.0.0"))
    settled(libraries)
    assert judged(libraries, "lantern heist") == {"recorded 2.0.0"}


def test_a_basis_that_cannot_be_read_any_more_ends_the_watch(tmp_path: Path) -> None:
    path = tmp_path / "basis.json"
    write_basis(path, basis(*every_kind()))
    known = FileBasis(path)
    path.write_text("{")
    with pytest.raises(MonitorError, match="is no basis file"):
        known.current()
    path.unlink()
    with pytest.raises(MonitorError, match="cannot read"):
        known.current()


def test_a_basis_that_was_mended_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "basis.json"
    write_basis(path, basis(*every_kind()))
    known = FileBasis(path)
    path.write_text("{")
    with pytest.raises(MonitorError):
        known.current()
    time.sleep(0.02)
    write_basis(path, basis(*every_kind(person="P-7")))
    assert known.current().people == {"P-7"}


def test_a_level_of_management_counts_from_its_day_though_nothing_is_filed(tmp_path: Path) -> None:
    casework = open_casework(tmp_path)
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    higher = (
        Management(
            since=(now + timedelta(days=2)).date(),
            category=1,
            level=3,
            authority="police",
            area="North",
        ),
    )
    with casework.writing(Act(actor="officer-1")) as writing:
        writing.add(person(42, management=higher))
    clock = [now]
    known = CaseworkBasis(casework, lambda: clock[0])
    first = known.current()
    assert first.step("P-0042") == 0
    assert known.current() is first
    clock[0] = now + timedelta(days=2)
    assert known.current().step("P-0042") == 1
    casework.close()
