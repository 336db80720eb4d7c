"""What is on the demonstration phone, and what an examination of it must say about each file."""

import io
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageEnhance, ImageOps

from examples import camera
from examples.photographs import enlarged, file_of, photograph

DAY = 86400
START = 1772352000
"""When the phone's story begins, 2026-03-01 08:00:00 UTC in seconds since 1970."""

DELETED = START + 12 * DAY
"""When the deleted files were deleted."""

MARKER = "lanternfish-rendezvous"
"""What the demonstration's YARA rule looks for."""

_CAMERA = "/data/media/0/DCIM/Camera"
_WHATSAPP = "/data/media/0/WhatsApp/Media/WhatsApp Images"
_PICTURES = "/data/media/0/Pictures/Edited"
_DOWNLOAD = "/data/media/0/Download"


@dataclass(frozen=True)
class PhoneFile:
    """A file, its bytes, and what must be found in it.

    ``kinds`` are the kinds of finding expected, ``carved`` those in what is carved of a file whose
    name leads nowhere; ``deleted`` is how it is deleted: not at all (empty), ``recoverable`` or
    ``gone``. ``reason`` is the gap expected, ``disposition`` what the hash sets say of the file.
    """

    path: str
    content: bytes
    when: int
    kinds: tuple[str, ...] = ()
    carved: tuple[str, ...] = ()
    deleted: str = ""
    reason: str = ""
    mismatch: bool = False
    disposition: str | None = None


def files() -> Iterator[PhoneFile]:
    """Every file on the phone, the same bytes every time."""
    yield from _camera_roll()
    yield from _edits()
    yield from _downloads()
    yield from _applications()
    yield from _deleted()


def _camera_roll() -> Iterator[PhoneFile]:
    """Twelve-megapixel pictures; two of them are in the alert sets, at another size."""
    for number, name in enumerate(("moon", "china", "brick", "grass", "gravel")):
        when = START + number * DAY
        content = camera.jpeg(enlarged(photograph(name), 4000), when=when)
        kinds = ("perceptual",) if name == "china" else ()
        yield PhoneFile(f"{_CAMERA}/IMG_2026030{number + 1}_080000.jpg", content, when, kinds)
    when = START + 5 * DAY
    turned = camera.jpeg(enlarged(photograph("flower"), 2400), when=when, orientation=6)
    yield PhoneFile(f"{_CAMERA}/IMG_20260306_080000.jpg", turned, when, ("perceptual",))
    when = START + 6 * DAY
    apple = camera.heic(enlarged(photograph("coffee"), 2000), when=when)
    yield PhoneFile(f"{_CAMERA}/IMG_20260307_080000.heic", apple, when, ("perceptual",))


def _edits() -> Iterator[PhoneFile]:
    """Pictures as they come back from messengers and editors."""
    when = START + 7 * DAY
    china, flower = photograph("china"), photograph("flower")
    small = camera.plain(china.resize((320, 213)), "JPEG", quality=55)
    yield PhoneFile(f"{_WHATSAPP}/IMG-20260308-WA0001.jpg", small, when, ("perceptual",))
    web = camera.plain(flower, "WEBP", quality=60)
    yield PhoneFile(f"{_WHATSAPP}/IMG-20260308-WA0002.webp", web, when, ("perceptual",))
    mirrored = camera.plain(ImageOps.mirror(photograph("chelsea")), "JPEG")
    yield PhoneFile(f"{_PICTURES}/cat_mirrored.jpg", mirrored, when, ("perceptual",))
    turned = camera.plain(photograph("chelsea").transpose(Image.Transpose.ROTATE_90), "PNG")
    yield PhoneFile(f"{_PICTURES}/cat_turned.png", turned, when, ("perceptual",))
    brighter = ImageEnhance.Brightness(photograph("motorcycle")).enhance(1.15)
    yield PhoneFile(
        f"{_PICTURES}/garage_bright.png", camera.plain(brighter, "PNG"), when, ("perceptual",)
    )
    cropped = camera.plain(_trimmed(photograph("coffee"), 0.01), "JPEG", quality=70)
    yield PhoneFile(f"{_PICTURES}/cup_cropped.jpg", cropped, when, ("perceptual",))


def _downloads() -> Iterator[PhoneFile]:
    when = START + 8 * DAY
    rocket = file_of("rocket").read_bytes()
    yield PhoneFile(f"{_DOWNLOAD}/notes.txt", rocket, when, ("exact",), mismatch=True)
    yield PhoneFile(f"{_DOWNLOAD}/holiday.zip", _nested(), when)
    text = f"bread\nmilk\ntea\n{MARKER}\n".encode()
    yield PhoneFile(f"{_DOWNLOAD}/shopping.txt", text, when, ("yara",))
    broken = camera.plain(photograph("gravel"), "JPEG")
    yield PhoneFile(f"{_DOWNLOAD}/broken.jpg", broken[: len(broken) // 3], when, reason="damaged")


def _applications() -> Iterator[PhoneFile]:
    when = START + 9 * DAY
    messages = "/data/data/com.example.chat/databases/msgstore.db"
    yield PhoneFile(messages, _message_store(), when, reason="not-authorised")
    properties = b"ro.product.manufacturer=Lantern\nro.product.model=Tern 5\n"
    yield PhoneFile("/system/build.prop", properties, START)
    wallpaper = file_of("hubble").read_bytes()
    yield PhoneFile("/system/media/wallpapers/stars.jpg", wallpaper, START, disposition="known")


def _deleted() -> Iterator[PhoneFile]:
    when = START + 10 * DAY
    flower = file_of("flower").read_bytes()
    recoverable = f"{_CAMERA}/IMG_20260311_080000.jpg"
    kinds = ("exact", "perceptual")
    yield PhoneFile(recoverable, flower, when, kinds, deleted="recoverable")
    gone = camera.jpeg(photograph("chelsea"), when=when)
    name = f"{_CAMERA}/IMG_20260311_080100.jpg"
    found = ("perceptual",)
    yield PhoneFile(name, gone, when, carved=found, deleted="gone", reason="content-gone")


MEMBER = f"{_DOWNLOAD}/holiday.zip>>more/inner.zip>>sea/IMG_0001.jpg"
"""The picture inside the zip inside the zip; it is in the exact list, and in the perceptual one."""


def nested_picture() -> bytes:
    """The content of ``MEMBER``."""
    return file_of("china").read_bytes()


def _nested() -> bytes:
    inner = _zipped({"sea/IMG_0001.jpg": nested_picture()})
    return _zipped({"readme.txt": b"holiday pictures\n", "more/inner.zip": inner})


def _zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, (2026, 3, 9, 8, 0, 0))
            archive.writestr(member, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _message_store() -> bytes:
    """A messenger's database, as an application would have left it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "msgstore.db"
        database = sqlite3.connect(file)
        database.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, sender TEXT, body TEXT)")
        said = [("c-91", "see you at the harbour"), ("me", "at eight"), ("c-91", "bring the tea")]
        database.executemany("INSERT INTO message (sender, body) VALUES (?, ?)", said)
        database.commit()
        database.close()
        return file.read_bytes()


def _trimmed(image: Image.Image, share: float) -> Image.Image:
    across, down = round(image.width * share), round(image.height * share)
    return image.crop((across, down, image.width - across, image.height - down))
