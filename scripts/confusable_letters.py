"""Write ``keywords/confusables.py`` from the data of the package confusable_homoglyphs.

Run with ``python scripts/confusable_letters.py > keywords/confusables.py`` in an environment that
holds that package (MIT; its data is Unicode's confusables.txt). Kept are single letters outside
ASCII that look like one letter a-z in either case and that folding does not reach by itself.
"""

import json
import string
import sys
import unicodedata
from importlib.metadata import version
from importlib.resources import files

HEADER = '''# ruff: noqa: E501
"""Letters that look like a-z: lower-case letter to what it is read as. Generated; do not edit.

By ``scripts/confusable_letters.py`` from confusable_homoglyphs {version} (MIT), whose data is
Unicode's confusables.txt (UTS 39). Each row of ``LOOKS_LIKE`` is one letter a-z and its doubles.
"""

LOOKS_LIKE = {{
{rows}
}}

CONFUSABLE = {{double: letter for letter, doubles in LOOKS_LIKE.items() for double in doubles}}
'''


def pairs(data: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    """Each letter and the ASCII letter it is confusable with, both as they stand."""
    found: dict[str, str] = {}
    for letter, doubles in data.items():
        if len(letter) == 1 and not letter.isascii() and unicodedata.category(letter)[0] == "L":
            latin = sorted(d["c"] for d in doubles if d["c"] in string.ascii_letters)
            if latin:
                found[letter] = latin[-1]
    return found


def folded(letter: str) -> str:
    """The letter by compatibility and case alone."""
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold())


def by_lower_case(found: dict[str, str]) -> dict[str, str]:
    """The same for lower-case letters; what the small letter looks like goes before the capital."""
    table: dict[str, str] = {}
    for capital in (True, False):
        for letter, latin in sorted(found.items()):
            small = folded(letter)
            if (letter != small) is capital and len(small) == 1 and not small.isascii():
                table[small] = latin.lower()
    return table


def main() -> None:
    """Print the module."""
    path = files("confusable_homoglyphs").joinpath("confusables.json")
    table = by_lower_case(pairs(json.loads(path.read_text("utf-8"))))
    rows = []
    for latin in string.ascii_lowercase:
        doubles = "".join(sorted(letter for letter, target in table.items() if target == latin))
        escaped = doubles.encode("ascii", "backslashreplace").decode("ascii")
        if doubles:
            rows.append(f'    "{latin}": "{escaped}",')
    text = HEADER.format(version=version("confusable_homoglyphs"), rows="\n".join(rows))
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
