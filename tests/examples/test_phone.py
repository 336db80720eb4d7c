import io
import json
import zipfile
from functools import cache
from hashlib import md5
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, ImageOps

from examples.phone import MEMBER, PhoneFile, files, nested_picture
from examples.photographs import PHOTOGRAPHS, file_of, photograph
from hashsets.perceptual_hashes import perceptual_hashes

PDQ_RADIUS = 31


@cache
def on_phone() -> dict[str, PhoneFile]:
    """The phone's files by name."""
    return {file.path.rsplit("/", 1)[-1]: file for file in files()}


def shown(content: bytes) -> Image.Image:
    pillow_heif.register_heif_opener()
    with Image.open(io.BytesIO(content)) as image:
        return ImageOps.exif_transpose(image).convert("RGB")


def distance(one: Image.Image, other: Image.Image) -> int:
    """PDQ distance in bits, in the best of the eight orientations of ``one``."""
    turned = perceptual_hashes(one).pdq
    plain = int.from_bytes(perceptual_hashes(other).pdq[:32])
    each = (turned[start : start + 32] for start in range(0, 256, 32))
    return min((int.from_bytes(hash_) ^ plain).bit_count() for hash_ in each)


EDITED = {
    "IMG_20260302_080000.jpg": "china",
    "IMG_20260306_080000.jpg": "flower",
    "IMG_20260307_080000.heic": "coffee",
    "IMG-20260308-WA0001.jpg": "china",
    "IMG-20260308-WA0002.webp": "flower",
    "cat_mirrored.jpg": "chelsea",
    "cat_turned.png": "chelsea",
    "garage_bright.png": "motorcycle",
    "cup_cropped.jpg": "coffee",
}


def test_no_photograph_of_a_person_is_used() -> None:
    used = {file for _, _, file in PHOTOGRAPHS.values()}
    assert not used & {"astronaut.png", "camera.png", "lfw_subset.npy"}


@pytest.mark.slow
def test_every_edited_picture_is_listed_here() -> None:
    perceptual = {name for name, file in on_phone().items() if file.kinds == ("perceptual",)}
    assert perceptual == set(EDITED)


@pytest.mark.parametrize("name", EDITED)
def test_an_edited_picture_is_still_within_reach_of_its_original(name: str) -> None:
    assert distance(shown(on_phone()[name].content), photograph(EDITED[name])) <= PDQ_RADIUS
    assert on_phone()[name].content != file_of(EDITED[name]).read_bytes()


@pytest.mark.parametrize("scene", ["03", "04", "05"])
def test_other_pictures_are_far_from_every_original(scene: str) -> None:
    picture = shown(on_phone()[f"IMG_202603{scene}_080000.jpg"].content)
    originals = set(EDITED.values())
    assert min(distance(picture, photograph(name)) for name in originals) > 2 * PDQ_RADIUS


def test_the_camera_says_what_it_is() -> None:
    with Image.open(io.BytesIO(on_phone()["IMG_20260306_080000.jpg"].content)) as image:
        fields = image.getexif()
        assert (fields[0x010F], fields[0x0112]) == ("Lantern", 6)
        assert fields.get_ifd(0x8825)[1] == "N"
        assert image.size == (1601, 2400)


@pytest.mark.slow
def test_the_same_phone_comes_out_every_time() -> None:
    def digests() -> dict[str, bytes]:
        return {file.path: md5(file.content).digest() for file in files()}

    assert digests() == digests()


def test_the_picture_lies_in_a_zip_within_a_zip() -> None:
    names = MEMBER.split(">>")
    content = on_phone()[names[0].rsplit("/", 1)[-1]].content
    for name in names[1:]:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = archive.read(name)
    assert content == nested_picture()


def test_the_broken_picture_does_not_decode() -> None:
    with pytest.raises(OSError, match="truncated"):
        shown(on_phone()["broken.jpg"].content)


def test_the_truth_names_only_what_is_there(phone: Path) -> None:
    truth = json.loads((phone / "truth.json").read_text("utf-8"))
    paths = {*truth["paths"], MEMBER}
    for told in ("findings", "gaps", "dispositions", "deleted", "mismatched"):
        assert set(truth[told]) <= paths
    assert len(truth["findings"]) == len([f for f in on_phone().values() if f.kinds]) + 1


def test_a_file_that_is_gone_is_not_to_be_found() -> None:
    def contradicts(file: PhoneFile) -> bool:
        return file.deleted == "gone" and bool(file.kinds)

    assert not [file.path for file in on_phone().values() if contradicts(file)]
