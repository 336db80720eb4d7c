"""exhibit-images.html: blurred thumbnails of findings' pictures, apart from the report."""

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path

from markupsafe import Markup

from triage.listing import Line
from triage.reports.page import environment, policy, style
from triage.reports.thumbnail import is_thumbnail

NAME = "exhibit-images.html"

Thumbnails = Iterable[tuple[Line, bytes]]
"""A finding's line, and the JPEG that ``triage.reports.thumbnail.blurred`` made in the jail."""


def write(folder: Path, title: str, pictures: Thumbnails) -> list[str]:
    """Write the exhibit into ``folder``; returns its name."""
    with (folder / NAME).open("w", encoding="utf-8") as file:
        file.writelines(thumbnails(title, pictures))
    return [NAME]


def thumbnails(title: str, pictures: Thumbnails) -> Iterator[str]:
    """The exhibit, piece by piece. What is no thumbnail is named, and left out."""
    css = style()
    template = environment().get_template("images.html.j2")
    return template.generate(
        title=title,
        style=css,
        policy=f"{policy(css)}; img-src data:",
        pictures=(_shown(line, body) for line, body in pictures),
    )


def _shown(line: Line, body: bytes) -> dict[str, object]:
    good = is_thumbnail(body)
    text = base64.b64encode(body).decode() if good else ""
    address = Markup(f"data:image/jpeg;base64,{text}") if good else None
    return {"finding": line, "address": address}
