"""A small image with a bit of everything, quick to examine many times."""

import io
import zipfile
from pathlib import Path

from PIL import Image

from examples import ext4


def picture(seed: int) -> bytes:
    """A small JPEG unlike those of other seeds."""
    image = Image.linear_gradient("L").rotate(37 * seed, expand=False).resize((64 + seed, 48))
    body = io.BytesIO()
    image.convert("RGB").save(body, "JPEG", quality=60 + seed % 30)
    return body.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of these members."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return body.getvalue()


def contents() -> dict[str, bytes]:
    """Path to content."""
    files = {f"DCIM/Camera/IMG_{seed:04}.jpg": picture(seed) for seed in range(24)}
    files |= {f"system/etc/{name}.conf": f"{name} = 1\n".encode() * 40 for name in "abcdef"}
    inner = zipped({"deep.jpg": picture(30), "note.txt": b"nothing of note"})
    files["Download/backup.zip"] = zipped(
        {f"m{n}.jpg": picture(40 + n) for n in range(6)} | {"inner.zip": inner}
    )
    files["Download/torn.jpg"] = picture(50)[:400]
    files["Download/empty"] = b""
    return files


def write_folder(folder: Path) -> Path:
    """The files in a folder."""
    for name, content in contents().items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return folder


def write_image(folder: Path) -> Path:
    """The files in an ext4 image, one of them deleted."""
    image = folder / "little.img"
    tree = write_folder(folder / "tree")
    ext4.format_image(image, 16 << 20)
    ext4.edit(image, ext4.copy_folder(tree))
    ext4.delete(image, ["/DCIM/Camera/IMG_0003.jpg"])
    return image
