import re

import msgspec

from monitor.event import Poison
from monitor.events import EVENT_TYPES, Data
from monitor.simulate.episodes.casting import EPISODES
from tests.house import ROOT

TEXT = (ROOT / "docs" / "monitor.md").read_text("utf-8")


def row(name: str, kind: type[Data]) -> str:
    """A type's row in the table of events."""
    fields = msgspec.structs.fields(kind)
    needed = ", ".join(field.name for field in fields if field.required)
    optional = ", ".join(field.name for field in fields if not field.required)
    data = ", ".join(part for part in (needed, f"[{optional}]" if optional else "") if part)
    matched = ", ".join(kind.TEXT) + ("\\*" if kind.OTHERS_WORDS else "")
    return f"| `{name}` | {data} | {kind.KIND} | {matched} |"


def test_the_table_of_events_is_the_types() -> None:
    rows = [line for line in TEXT.splitlines() if re.match(r"\| `\w+` \|.*\|.*\|.*\|$", line)]
    expected = [row(name, kind) for name, kind in EVENT_TYPES.items()]
    assert [line for line in rows if line in expected] == expected
    assert {name for name in EVENT_TYPES if f"| `{name}` |" not in TEXT} == set()


def test_every_reason_for_quarantine_and_every_episode_is_named() -> None:
    assert [reason for reason in Poison if f"`{reason}`" not in TEXT] == []
    assert [name for name in EPISODES if f"`{name}`" not in TEXT] == []


def test_the_map_that_is_shown_is_part_of_the_example() -> None:
    shown = TEXT.split("```toml\n")[1].split("```")[0]
    example = (ROOT / "docs" / "examples" / "monitor-export.toml").read_text("utf-8")
    lines = [line.split("#")[0].strip() for line in shown.splitlines()]
    kept = {line.split("#")[0].strip() for line in example.splitlines()}
    assert lines
    assert set(lines) <= kept
