"""One tiny known answer for each thing a jailed worker must still be able to do.

A decoder that a jail has crippled reports corrupt evidence, not a jail: with thread creation
denied, every HEIC "fails to decode". So each of these runs inside the jail, before work is taken.
"""

import gzip
import io
import os
import tarfile
import zipfile
from collections.abc import Callable
from functools import cache, partial
from importlib import resources

import numpy as np
from PIL import Image, ImageChops

from hashsets.modes import hashable
from hashsets.perceptual_hashes import perceptual_hashes
from hashsets.reduced import reduced, reduced_pdq
from skerry import SkerryError
from triage.content import Buffer
from triage.inspectors import canary_data, decode, heic_layout, reduced_heic
from triage.inspectors.canary_picture import busy_picture, known_picture
from triage.inspectors.digests import digests
from triage.inspectors.filetype import TypeInspector
from triage.inspectors.reduced_jpeg import means
from triage.inspectors.rule_engine import EngineName, engine

PICTURES = {
    "jpeg": ("canary.jpg", "image/jpeg"),
    "png": ("canary.png", "image/png"),
    "gif": ("canary.gif", "image/gif"),
    "webp": ("canary.webp", "image/webp"),
    "tiff": ("canary.tif", "image/tiff"),
    "bmp": ("canary.bmp", "image/bmp"),
    "heic": ("canary.heic", "image/heic"),
    "avif": ("canary.avif", "image/avif"),
}
"""Format -> its file in ``canary_data`` and its true type."""

MEAN_DIFFERENCE = 12.0
"""Grey levels; the lossy canaries differ from the known picture by 1 to 7 on average."""

PHASH = "87060e1efcfcf103"
DHASH = "f5eadbb44bb45c54"
PDQ = "e2aad1f7a60048fb9380247fe9e04a07567f54e0d4c5d58f959ecd3895b8ed30"
REDUCED_PDQ = "e22ad1ffb700483a53c1a47fe9e04b02567f54e0d4c1f58f959ecd989db8c530"
MD5_OF_ABC = "900150983cd24fb0d6963f7d28e17f72"
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
_WORDS = b"a canary in a jail"


class CanaryFailed(SkerryError):
    """Something that must work in a worker does not."""


@cache
def canaries() -> dict[str, Callable[[], None]]:
    """Name -> a check that raises ``CanaryFailed``, or whatever the crippled parser raises.

    Everything is read and loaded by the first call, which must come before the jail closes; the
    checks, and later calls, open no file.
    """
    decode.prepare()
    checks: dict[str, Callable[[], None]] = {}
    for name, (file, mime) in PICTURES.items():
        body = resources.files(canary_data).joinpath(file).read_bytes()
        checks[name] = partial(_picture, name, body, mime)
    checks["hashes"] = _hashes
    photo = resources.files(canary_data).joinpath("canary.jpg").read_bytes()
    checks["jpeg at a reduced scale"] = partial(_reduced, photo)
    heic = resources.files(canary_data).joinpath("canary.heic").read_bytes()
    checks["heic at a reduced scale"] = partial(_reduced_heic, heic)
    checks["digests"] = _digests
    checks["libmagic"] = partial(_libmagic, TypeInspector())
    checks[EngineName.YARA_PYTHON] = rule_canary(EngineName.YARA_PYTHON)
    checks["zip"] = partial(_unpacked, "zip", _zipped(), _unzip)
    checks["tar"] = partial(_unpacked, "tar", _tarred(), _untar)
    checks["gzip"] = partial(_unpacked, "gzip", gzip.compress(_WORDS, mtime=0), gzip.decompress)
    return checks


def rule_canary(name: EngineName) -> Callable[[], None]:
    """A check that rules run by this engine; they are compiled now.

    An engine that keeps time in a thread of its own starts it with its first scan, and only once: a
    process forked afterwards would have no time-outs. So nothing is scanned before the fork.
    """
    source = 'rule canary { strings: $a = "canary" condition: $a }'
    chosen = engine(name)
    rules = chosen.compile_rules({"canary": source})
    before = None if chosen.LATE else os.getpid()

    def check() -> None:
        if os.getpid() != before:
            _expect(name, len(rules.scan(_WORDS, 60)), 1)

    return check


def _expect(name: str, found: object, expected: object) -> None:
    if found != expected:
        raise CanaryFailed(f"canary {name} gave {found}, not {expected}")


def _picture(name: str, body: bytes, mime: str) -> None:
    def opened() -> Image.Image:
        return decode.open_picture(io.BytesIO(body), mime)

    image, damage = decode.load(opened(), opened)
    known = known_picture()
    _expect(name, (image.size, damage), (known.size, None))
    pixels = hashable(image).convert("RGB")
    apart = np.abs(np.asarray(pixels, dtype=float) - np.asarray(known, dtype=float)).mean()
    if apart > MEAN_DIFFERENCE:
        raise CanaryFailed(f"canary {name} decodes to another picture ({apart:.0f} levels off)")


def _hashes() -> None:
    hashes = perceptual_hashes(busy_picture())
    found = (hashes.phash[:8].hex(), hashes.dhash.hex(), hashes.pdq[:32].hex())
    _expect("hashes", found, (PHASH, DHASH, PDQ))


def _reduced(body: bytes) -> None:
    """A reduced decode gives the means of the known picture, and hashes as it should."""
    _known_means("jpeg", means(body, known_picture().size, 4))
    pdq = reduced_pdq(reduced(busy_picture(), 8, (509, 381)))
    _expect("hashes at a reduced scale", pdq.orientations[:32].hex(), REDUCED_PDQ)


def _reduced_heic(body: bytes) -> None:
    plan = heic_layout.layout(body)
    _expect("heic at a reduced scale", plan.upright, known_picture().size)
    _known_means("heic", reduced_heic.means(body, plan, 4))


def _known_means(name: str, cells: Image.Image | None) -> None:
    known = known_picture().convert("L").reduce(4)
    _expect(f"{name} at a reduced scale", cells and cells.size, known.size)
    if cells and np.asarray(ImageChops.difference(cells, known)).mean() > MEAN_DIFFERENCE:
        raise CanaryFailed(f"canary {name} at a reduced scale decodes to another picture")


def _digests() -> None:
    _expect("digests", digests(Buffer(b"abc")).md5.hex(), MD5_OF_ABC)


def _libmagic(inspector: TypeInspector) -> None:
    _expect("libmagic", inspector.identify(_COMPOUND), "application/CDFV2")


def _unpacked(name: str, packed: bytes, unpack: Callable[[bytes], bytes]) -> None:
    _expect(name, unpack(packed), _WORDS)


def _zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("canary", _WORDS)
    return file.getvalue()


def _unzip(packed: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return archive.read("canary")


def _tarred() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:xz") as archive:
        member = tarfile.TarInfo("canary")
        member.size = len(_WORDS)
        archive.addfile(member, io.BytesIO(_WORDS))
    return file.getvalue()


def _untar(packed: bytes) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        member = archive.extractfile("canary")
        return member.read() if member else b""
