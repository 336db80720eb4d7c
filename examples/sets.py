"""The hash sets, rules, case and profile that the demonstration phone is examined with."""

import base64
import hashlib
import json
from pathlib import Path

from examples.phone import MARKER
from examples.photographs import file_of, photograph
from hashsets.perceptual_hashes import perceptual_hashes

PERCEPTUAL = {"china": 1, "flower": 1, "chelsea": 2, "coffee": 2, "motorcycle": 3}
"""Photographs in the perceptual list, and the category each is given."""

_CONTEXT = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/Default/$metadata#Media"
_CASE = """\
# Made up for the demonstration: no such exhibit, order, officer or person exists.
exhibit = "DEMO/1"
power = "Demonstration only: no legal power is exercised"
officer = "A. Nobody, demonstration unit"
owner = "P. Example (not a person)"
data = ["media", "device", "documents", "other"]
"""
_RULES = f"""\
rule demonstration_marker
{{
    meta:
        description = "A made-up word in the demonstration's shopping list"
        severity = "low"
    strings:
        $word = "{MARKER}" ascii wide nocase
    condition:
        $word
}}
"""
_PROFILE = """\
# Made up for the demonstration: these are no country's categories.
profile = "demonstration"
version = "1"

[categories.1]
label = "Landscapes and flowers"
severity = "high"
alertable = true

[categories.2]
label = "Cats, cups and rockets"
severity = "medium"
alertable = true

[categories.3]
label = "Garages"
severity = "low"
alertable = true
"""


def write(folder: Path) -> None:
    """Write every file that the examination is given beside the image."""
    sets = folder / "sets"
    sets.mkdir(parents=True, exist_ok=True)
    (folder / "case.toml").write_text(_CASE, "utf-8")
    (folder / "profile.toml").write_text(_PROFILE, "utf-8")
    (folder / "rules.yar").write_text(_RULES, "utf-8")
    (sets / "exact.md5").write_text(_md5sum_list(("china", "flower")), "utf-8")
    (sets / "pictures.csv").write_text(_perceptual_list(), "utf-8")
    (sets / "vics.json").write_text(_vics("rocket"), "utf-8")
    (sets / "system.sha1").write_text(_digest("sha1", "hubble") + "\n", "utf-8")


def _md5sum_list(names: tuple[str, ...]) -> str:
    return "".join(f"{_digest('md5', name)}  {name}.jpg\n" for name in names)


def _perceptual_list() -> str:
    lines = ["pdq,phash,category,label"]
    for name, category in PERCEPTUAL.items():
        hashes = perceptual_hashes(photograph(name))
        lines.append(f"{hashes.pdq[:32].hex()},{hashes.phash[:8].hex()},{category},{name}")
    return "\n".join(lines) + "\n"


def _vics(name: str) -> str:
    """A VICS 2.0 hash set; readers know it by its first key. Its PhotoDNA is all zeros."""
    media = {
        "MediaID": 1,
        "Category": 2,
        "MD5": _digest("md5", name).upper(),
        "SHA1": _digest("sha1", name).upper(),
        "MediaSize": file_of(name).stat().st_size,
        "MimeType": "image/jpeg",
        "PhotoDNA": base64.b64encode(bytes(144)).decode("ascii"),
    }
    return json.dumps({"@odata.context": _CONTEXT, "value": [media]}, indent=1) + "\n"


def _digest(algorithm: str, name: str) -> str:
    return hashlib.new(algorithm, file_of(name).read_bytes(), usedforsecurity=False).hexdigest()
