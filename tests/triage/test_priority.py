import pytest

from triage.priority import FIRST, NEXT, REST, directory_tier, tier_of
from triage.records import Entry, Kind, Origin
from triage.sources.waiting import Waiting


def entry(path: bytes, origin: Origin = Origin.FILE) -> Entry:
    return Entry(source=0, volume=0, path=path, origin=origin, kind=Kind.FILE)


@pytest.mark.parametrize(
    ("path", "tier"),
    [
        (b"/data/media/0/DCIM/Camera/IMG_1.jpg", FIRST),
        (b"/mobile/Media/DCIM/100APPLE/IMG_0001.HEIC", FIRST),
        (b"/media/0/WhatsApp/Media/WhatsApp Images/a.jpeg", FIRST),
        (b"/data/media/0/Download/holiday.pdf", NEXT),
        (b"/data/media/0/DCIM/without-a-name", NEXT),
        (b"/system/media-free/logo.png", NEXT),
        (b"/system/lib64/libc.so", REST),
    ],
)
def test_a_persons_media_comes_before_what_may_be_and_the_system_last(
    path: bytes, tier: int
) -> None:
    assert tier_of(entry(path)) == tier


def test_deleted_files_come_before_the_system() -> None:
    assert tier_of(entry(b"/system/lib64/libc.so", Origin.DELETED)) == NEXT


def test_the_way_to_a_persons_media_is_listed_before_everything_else() -> None:
    waiting = Waiting[bytes]()
    for path in (b"/system", b"/mobile", b"/mobile/app", b"/mobile/DCIM", b"/home"):
        waiting.add(path, path)
    taken = [waiting.take() for _ in range(6)]
    assert taken == [b"/mobile/DCIM", b"/home", b"/mobile", b"/mobile/app", b"/system", None]


@pytest.mark.parametrize("path", [b"/private/var/mobile/Media", b"/storage/emulated/0", b"/sdcard"])
def test_storage_of_every_kind_of_phone_and_computer_is_known(path: bytes) -> None:
    assert directory_tier(path) != REST
