"""One photo of 12 MP, from its bytes to what it matches: ``python -m benchmarks.photo``.

Beside it, in turn within one run: the floor (the photo's own grey decode at 1/8 and nothing else)
and the plain loop (Pillow, imagehash, pdqhash and faiss's exhaustive search, where installed).
Times are of the processor, one core: others may share the machine. OPENBLAS_NUM_THREADS=1 must be
set, as the jail sets it for its workers. ``--heic [FILE...]`` takes HEIC photographs instead (those
files, or the same photographs encoded), beside pillow-heif's own full decode.
"""

import argparse
import io
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import imagehash
import numpy as np
import simplejpeg
import skimage
import sklearn
from PIL import Image

from benchmarks.hashsets import corpora, ours
from benchmarks.hashsets.peers_perceptual import module
from benchmarks.machine import machine
from hashsets.chance import expected_chance_hits
from hashsets.digest_table import DigestTable
from hashsets.matching import Match, Radii
from hashsets.records import Algorithm
from skerry import SkerryError
from triage.content import Buffer
from triage.inspectors import decode, heic_layout, reduced_heic
from triage.inspectors.base import Inspector, Subject
from triage.inspectors.digests import DigestInspector, digests
from triage.inspectors.filetype import TypeInspector
from triage.inspectors.picture import PictureInspector
from triage.matching import may_match
from triage.records import Entry, FileType, Kind, Origin, Picture

PHOTOGRAPHS = ("china.jpg", "flower.jpg", "coffee.png", "chelsea.png", "rocket.jpg")
SIZE = (4000, 3000)
HEIC_QUALITY = 50
"""About what a phone takes: some 1.5 MB for 12 MP."""
Work = Callable[[bytes], object]


class Tables:
    """An alert set of nothing but two tables; ``turns`` orientations are searched of eight."""

    def __init__(self, folder: Path, entries: int, turns: int) -> None:
        self._pdq = DigestTable(folder, Algorithm.PDQ, entries)
        self._phash = DigestTable(folder, Algorithm.PHASH, entries)
        self._turns = turns
        self.met = 0

    def anything_near(self, pdq: bytes, phash: bytes, radius: Radii) -> bool:
        """As ``Matcher.anything_near``."""
        near = bool(
            len(self._pdq.search(pdq[: 32 * self._turns], radius.pdq))
            or len(self._phash.search(phash[: 8 * self._turns] + phash[64:], radius.phash))
        )
        self.met += near
        return near

    def exact(self, md5: bytes, sha1: bytes, sha256: bytes) -> Sequence[Match]:
        """Nothing: exact sets have figures of their own."""
        del md5, sha1, sha256
        return ()

    def perceptual(
        self, pdq: bytes | None, phash: bytes | None, radius: Radii | None = None
    ) -> Sequence[Match]:
        """Never asked here, where only whether anything is near is timed."""
        del pdq, phash, radius
        raise SkerryError("the photo benchmark asked what lies near, which it does not time")


def balanced(count: int) -> corpora.Hashes:
    """Unrelated pHashes as they are in life: 32 of 64 bits set."""
    random, some = np.random.default_rng(5), 1 << 18
    parts = []
    for start in range(0, count, some):
        order = random.random((min(some, count - start), 64), dtype=np.float32)
        parts.append(np.packbits(order > np.median(order, axis=1)[:, None], axis=1))
    return np.concatenate(parts)


def build(folder: Path, entries: int) -> dict[Algorithm, corpora.Hashes]:
    """The two tables, as a stored set has them, and their hashes in no order."""
    made = {Algorithm.PDQ: corpora.perceptual(entries, 32), Algorithm.PHASH: balanced(entries)}
    for algorithm, hashes in made.items():
        digest_file, record_file = ours.files(folder, algorithm)
        hashes.tofile(digest_file)
        np.arange(entries, dtype="<u4").tofile(record_file)
        ours.build(folder, algorithm)
    return made


def photos(plugin: str = "JPEG", quality: int = 91) -> list[bytes]:
    """Photographs enlarged to 12 MP, with the grain of a sensor, as a phone would store them."""
    folders = (
        Path(sklearn.__file__).parent / "datasets" / "images",
        Path(skimage.__file__).parent / "data",
    )
    paths = [folder / name for name in PHOTOGRAPHS for folder in folders]
    return [photo(path, plugin, quality) for path in paths if path.is_file()]


def photo(path: Path, plugin: str = "JPEG", quality: int = 91) -> bytes:
    """One of them, encoded."""
    with Image.open(path) as image:
        large = np.asarray(image.convert("RGB").resize(SIZE, Image.Resampling.BICUBIC))
    grain = np.random.default_rng(1).normal(0, 3, (*large.shape[:2], 1)).astype(np.float32)
    body = io.BytesIO()
    Image.fromarray(np.clip(large + grain, 0, 255).astype(np.uint8)).save(
        body, plugin, quality=quality
    )
    return body.getvalue()


def floor(body: bytes) -> object:
    """The grey decode at 1/8."""
    return simplejpeg.decode_jpeg(body, "GRAY", min_height=SIZE[1] // 8, min_width=SIZE[0] // 8)


def skerry(tables: Tables | None, whole: bool = True, mime: str = "image/jpeg") -> Work:
    """Digests, type, hashes and matching by the inspectors of an examination; or pictures alone."""
    chosen: list[Inspector] = [DigestInspector(), TypeInspector()] if whole else []
    chosen.append(PictureInspector(near=lambda picture: near(picture, tables)))
    entry = Entry(
        id="0" * 32, source=0, volume=0, path=b"/a.jpg", origin=Origin.FILE, kind=Kind.FILE
    )

    def work(body: bytes) -> object:
        subject = Subject(entry, Buffer(body))
        subject.type = FileType(mime=mime)
        return [part for inspector in chosen for part in inspector.inspect(subject)]

    return work


def near(picture: Picture, tables: Tables | None) -> bool:
    """What the examination asks of its sets."""
    return tables is not None and may_match(picture, tables)


def plain(made: dict[Algorithm, corpora.Hashes]) -> Work | None:
    """The loop that anyone would write first; null where its peers are not installed."""
    faiss, pdqhash = module("faiss"), module("pdqhash")
    if faiss is None or pdqhash is None:
        return None
    faiss.omp_set_num_threads(1)
    indexes = {kind: faiss.IndexBinaryFlat(8 * made[kind].shape[1]) for kind in made}
    for kind, index in indexes.items():
        index.add(made[kind])

    def work(body: bytes) -> object:
        digests(Buffer(body))
        with Image.open(io.BytesIO(body)) as opened:
            image = opened.convert("RGB")
        phash = np.packbits(imagehash.phash(image).hash)[None]
        imagehash.dhash(image)
        pdq = np.packbits(pdqhash.compute(np.asarray(image))[0].astype(bool))[None]
        return (
            indexes[Algorithm.PDQ].range_search(pdq, 32),
            indexes[Algorithm.PHASH].range_search(phash, 9),
        )

    return work


def timed(works: dict[str, Work], bodies: list[bytes], repeat: int) -> dict[str, list[float]]:
    """Milliseconds of processor time for each photo, the works taking turns; medians."""
    taken: dict[str, list[list[float]]] = {name: [[] for _ in bodies] for name in works}
    for _ in range(repeat):
        for number, body in enumerate(bodies):
            for name, work in works.items():
                began = time.process_time()
                work(body)
                taken[name][number].append((time.process_time() - began) * 1e3)
    return {name: [median(each) for each in photos] for name, photos in taken.items()}


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.photo", description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000, help="hashes of each kind")
    parser.add_argument("--repeat", type=int, default=15, help="repetitions, for the median")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--heic", type=Path, nargs="*", metavar="FILE", help="of HEIC instead")
    return parser.parse_args()


def take(given: argparse.Namespace, folder: Path) -> dict[str, object]:
    """All figures, printed as they come."""
    facts = machine()
    print("\n".join(f"{name:14}{value}" for name, value in facts.items()), flush=True)
    made, bodies = build(folder, given.entries), photos()
    eight, upright = Tables(folder, given.entries, 8), Tables(folder, given.entries, 1)
    works: dict[str, Work] = {
        "floor: grey decode at 1/8": floor,
        "the three digests": lambda body: digests(Buffer(body)),
        "skerry: decode, hashes": skerry(None, whole=False),
        "skerry: all, upright": skerry(upright),
        "skerry: all, eight orientations": skerry(eight),
        "skerry: all, decoded fully": fully(),
    }
    peer = plain(made)
    found = timed(works, bodies, given.repeat)
    if peer is not None:
        found |= timed({"peer: the plain loop": peer}, bodies, max(3, given.repeat // 3))
    show(found, bodies)
    strangers = expected_chance_hits(given.entries, 8)
    asked = len(bodies) * given.repeat
    print(
        f"met by chance and decoded fully: {eight.met} of {asked} (eight), {upright.met} (upright)"
    )
    print(
        f"strangers to expect within 8 bits of a pHash, all orientations: {strangers:.3f} a photo"
    )
    return {"machine": facts, "milliseconds": found, "met": [eight.met, upright.met, asked]}


def show(found: dict[str, list[float]], bodies: list[bytes]) -> None:
    """The table, in which the first line is the floor."""
    base = next(iter(found.values()))
    size = sum(map(len, bodies)) / len(bodies) / 1e6
    print(f"\n{len(bodies)} photos of {size:.1f} MB; ms, x floor")
    for name, times in found.items():
        ratio = sum(times) / sum(base)
        each = "  ".join(f"{time:6.1f}" for time in times)
        print(f"{name:34}{sum(times) / len(times):8.1f}{ratio:8.2f}   {each}", flush=True)


def take_heic(paths: list[Path], repeat: int) -> dict[str, object]:
    """The figures of HEIC photographs: these, or made ones."""
    facts = machine()
    print("\n".join(f"{name:14}{value}" for name, value in facts.items()), flush=True)
    decode.prepare()
    bodies = [path.read_bytes() for path in paths] or photos("HEIF", HEIC_QUALITY)
    works: dict[str, Work] = {
        "floor: pillow-heif, fully": whole_heic,
        "the tiles' luma alone, at 1/8": luma,
        "skerry: decode, hashes": skerry(None, whole=False, mime="image/heic"),
        "skerry: digests as well": skerry(None, mime="image/heic"),
        "skerry: all, decoded fully": fully("image/heic"),
    }
    found = timed(works, bodies, repeat)
    show(found, bodies)
    return {"machine": facts, "milliseconds": found}


def whole_heic(body: bytes) -> object:
    """Libheif's full decode to RGB, in one thread."""
    with Image.open(io.BytesIO(body)) as image:
        return image.load()


def luma(body: bytes) -> object:
    """The means of 8x8 pixels, without any hash."""
    return reduced_heic.means(body, heic_layout.layout(body), 8)


def fully(mime: str = "image/jpeg") -> Work:
    """Digests and the hashes of both decodes: what a photo costs that may match."""
    inspector = PictureInspector(near=lambda _: True)
    entry = Entry(id="0" * 32, source=0, volume=0, path=b"/a", origin=Origin.FILE, kind=Kind.FILE)

    def work(body: bytes) -> object:
        subject = Subject(entry, Buffer(body))
        subject.type = FileType(mime=mime)
        return [*DigestInspector().inspect(subject), *inspector.inspect(subject)]

    return work


def main() -> int:
    """Measure and report."""
    given = options()
    if given.heic is not None:
        result = take_heic(given.heic, given.repeat)
    else:
        with tempfile.TemporaryDirectory() as folder:
            result = take(given, Path(folder))
    if given.json:
        given.json.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
