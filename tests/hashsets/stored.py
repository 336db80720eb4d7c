"""Small stored sets to match against."""

from pathlib import Path
from typing import Any

from hashsets.catalogue import Catalogue, ImportOrder, ImportReport
from hashsets.profile import Category, Profile
from hashsets.records import Algorithm, Disposition

PROFILE = Profile(
    profile="example",
    version="1",
    categories={
        0: Category(label="Not of interest", severity="info", alertable=False),
        1: Category(label="First", severity="critical", alertable=True),
        2: Category(label="Second", severity="medium", alertable=True),
    },
)


def order(
    name: str = "unit", disposition: str = "alert", algorithm: str | None = None, **asked: Any
) -> ImportOrder:
    return ImportOrder(
        name=name,
        disposition=Disposition(disposition),
        importer=asked.pop("importer", "tester"),
        algorithm=Algorithm(algorithm) if algorithm else None,
        **asked,
    )


def imported(folder: Path, text: str, name: str = "unit", **asked: Any) -> ImportReport:
    """The report of importing ``text``, written to a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{len(list(folder.iterdir()))}.txt"
    path.write_text(text, "utf-8")
    return Catalogue(folder / "root").import_set([path], order(name, **asked))
