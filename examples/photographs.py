"""Photographs that installed packages bring along, none of a person."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image

_SKLEARN = ("sklearn", "datasets/images")
_SKIMAGE = ("skimage", "data")

PHOTOGRAPHS = {
    "china": (*_SKLEARN, "china.jpg"),
    "flower": (*_SKLEARN, "flower.jpg"),
    "chelsea": (*_SKIMAGE, "chelsea.png"),
    "coffee": (*_SKIMAGE, "coffee.png"),
    "rocket": (*_SKIMAGE, "rocket.jpg"),
    "motorcycle": (*_SKIMAGE, "motorcycle_left.png"),
    "hubble": (*_SKIMAGE, "hubble_deep_field.jpg"),
    "moon": (*_SKIMAGE, "moon.png"),
    "brick": (*_SKIMAGE, "brick.png"),
    "grass": (*_SKIMAGE, "grass.png"),
    "gravel": (*_SKIMAGE, "gravel.png"),
}
"""Package, folder within it, file name."""


@cache
def file_of(name: str) -> Path:
    """Where a photograph lies. The package is found, not imported: that would take a second."""
    package, folder, file = PHOTOGRAPHS[name]
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"package {package} is not installed")
    return Path(spec.submodule_search_locations[0]) / folder / file


@cache
def photograph(name: str) -> Image.Image:
    """A photograph as RGB. Shared: do not change it in place."""
    with Image.open(file_of(name)) as image:
        return image.convert("RGB")


def enlarged(image: Image.Image, longest: int) -> Image.Image:
    """The picture with its longer side ``longest`` pixels, as a phone's sensor would give it."""
    factor = longest / max(image.size)
    size = (round(image.width * factor), round(image.height * factor))
    return image.resize(size, Image.Resampling.BICUBIC)
