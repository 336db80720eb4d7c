import hashlib
from pathlib import Path

import pytest

from casework.records.permission import ThirdParties
from hashsets.matching import Matcher
from hashsets.perceptual_hashes import perceptual_hashes
from monitor.cover import Span
from monitor.event import Event
from monitor.events import Data, Heartbeat, ImageSeen
from monitor.records import Coordinates
from monitor.watch import pictures
from tests.hashsets.pictures import photograph
from tests.hashsets.stored import imported

KNOWN = hashlib.md5(b"known").hexdigest()
SPAN = Span(0, None, 0, ThirdParties.EXCLUDED, "O-1", "SHPO", ("C-1",))
COFFEE = perceptual_hashes(photograph("coffee.png")).pdq[:32]


def event(name: str, data: Data) -> Event:
    at = Coordinates("t", 0, 0)
    return Event(b"i", "e1", "P-1", "D-1", name, 5, 6, True, None, None, data, at)


def seen(**hashes: str) -> Event:
    return event("image_seen", ImageSeen(**hashes))


@pytest.fixture
def sets(tmp_path: Path) -> Matcher:
    rows = f"pdq,md5\n{COFFEE.hex()},\n,{KNOWN}\n"
    return Matcher([imported(tmp_path / "sets", rows, version="1").info])


def test_a_picture_whose_md5_an_alert_set_holds_is_a_signal(sets: Matcher) -> None:
    (signal,) = pictures.signals(seen(md5=KNOWN.upper()), SPAN, sets)
    assert signal.theme == "known-image"
    assert signal.orders == {"O-1/C-1"}
    assert "has the MD5 of record 1" in signal.item.because


def test_a_picture_that_resembles_a_known_one_says_so_and_by_how_much(sets: Matcher) -> None:
    changed = bytes([COFFEE[0] ^ 7]) + COFFEE[1:]
    (signal,) = pictures.signals(seen(pdq=changed.hex()), SPAN, sets)
    assert "resembles record 0" in signal.item.because
    assert "PDQ distance 3, unverified" in signal.item.because


def test_a_picture_that_no_set_knows_is_no_signal(sets: Matcher) -> None:
    assert pictures.signals(seen(md5="0" * 32, pdq="0f" * 32), SPAN, sets) == []


def test_without_sets_and_for_other_events_there_is_nothing_to_look_up(sets: Matcher) -> None:
    assert pictures.signals(event("heartbeat", Heartbeat()), SPAN, sets) == []
    assert pictures.signals(seen(md5=KNOWN), SPAN, None) == []


@pytest.mark.parametrize("disposition", ["known", "ignore"])
def test_a_set_that_does_not_alert_raises_nothing(tmp_path: Path, disposition: str) -> None:
    info = imported(tmp_path, f"md5\n{KNOWN}\n", version="1", disposition=disposition).info
    assert pictures.signals(seen(md5=KNOWN), SPAN, Matcher([info])) == []
