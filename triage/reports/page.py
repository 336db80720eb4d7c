"""What every page of a report shares: the templates, the style and the strict content policy."""

import base64
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from triage import wording

_FOLDER = Path(__file__).parent
LONGEST_TEXT = 600
"""Characters of one path or label that a page shows; tables for machines hold the whole."""


@cache
def environment() -> Environment:
    """Templates that escape all they print, twice: for HTML, and for what does not print."""
    templates = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(
        count=wording.count, size=wording.size, several=wording.several, listed=wording.listed
    )
    return templates


def _printable(value: object) -> object:
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return wording.shortened(wording.visible(value), LONGEST_TEXT)


def style() -> Markup:
    """The style sheet, to stand in the page itself."""
    return Markup((_FOLDER / "report.css").read_text("utf-8"))


def policy(css: str) -> str:
    """A content security policy that lets nothing in but this one style sheet."""
    digest = base64.b64encode(sha256(css.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
