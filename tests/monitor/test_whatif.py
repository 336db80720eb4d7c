"""What other rules would change, shown without touching what is live."""

import json
from itertools import repeat
from typing import Any

import pytest
from sqlalchemy import select

from keywords.matcher import Matcher
from keywords.records import Library, Severity
from monitor.assess import Rules
from monitor.commands_alerts import raised as stored_alerts
from monitor.event import Event
from monitor.rerunning import ANSWERED, moments
from monitor.store.approvals import approvals
from monitor.store.archive import archived, people_in
from monitor.store.opening import Store, open_store
from monitor.store.tables import METADATA
from monitor.whatif import Asked, Kind, compared, raised, report
from tests.monitor.desk import HEIST, Desk, said
from tests.monitor.made import AT, DAY, HOUR, LIBRARY, PERSON, event, rules, severe
from tests.monitor.recorded import play, recorded
from tests.monitor.recorded import rules as recorded_rules

ASKED = Asked(since=AT - DAY, until=AT + 9 * DAY, before="old", after="new")


def under(*terms: Any) -> Rules:
    return rules()._replace(matcher=Matcher([Library("new", "1", "en", "1" * 64, terms)]))


def said_at(text: str, time: int) -> Event:
    return event(text, time)


OLD = rules()
KILL = severe("kill", Severity.HIGH, "kill")


def changed(events: list[Event], new: Rules, old: Rules = OLD) -> list[str]:
    sides = [raised(PERSON, events, one, ASKED) for one in (old, new)]
    return [str(one.kind) for one in compared(*sides)]


def test_the_same_rules_change_nothing() -> None:
    events = [said_at("kill", AT), said_at("lantern", AT + HOUR)]
    assert changed(events, OLD) == ["same", "same"]


def test_a_term_that_is_dropped_loses_its_alert() -> None:
    assert changed([said_at("kill", AT)], under(severe("x", Severity.HIGH, "xyzzy"))) == ["lost"]


def test_a_term_that_is_new_gains_an_alert() -> None:
    new = under(KILL, severe("xyzzy", Severity.HIGH, "xyzzy", category="words"))
    assert changed([said_at("kill", AT), said_at("xyzzy", AT + 1)], new) == ["same", "gained"]


def test_an_earlier_word_of_the_same_theme_makes_the_alert_earlier_and_back_later() -> None:
    events = [said_at("stab", AT), said_at("kill", AT + HOUR)]
    new = under(KILL, severe("stab", Severity.HIGH, "stab"))
    assert changed(events, new) == ["earlier"]
    assert changed(events, OLD, new) == ["later"]


def test_an_alert_beyond_the_time_asked_for_is_left_out() -> None:
    late = said_at("kill", ASKED.until + 1)
    assert raised(PERSON, [late], rules(), ASKED) == []


def test_what_comes_after_an_answer_is_another_alert() -> None:
    events = [
        said_at("kill", AT),
        said_at("kill", AT + ANSWERED - 1),
        said_at("kill", AT + ANSWERED),
    ]
    every = raised(PERSON, events, rules(), ASKED)
    found = [one for one in every if one.group.theme == "test"]
    assert [one.group.count for one in found] == [2, 1]
    assert found[1].group.after == found[0].group.id


def test_a_report_adds_up() -> None:
    history = {PERSON: [said_at("kill", AT), said_at("lantern", AT + HOUR)]}
    found = report(history, rules(), under(KILL), ASKED)
    assert (found.alerts_before, found.alerts_after) == (2, 1)
    assert sum(found.changes.values()) == 2
    assert found.changes["lost"] == 1
    for table in (found.by_category, found.by_day):
        assert sum(before for before, _ in table.values()) == found.alerts_before
        assert sum(after for _, after in table.values()) == found.alerts_after
    assert found.examples[Kind.LOST][0].after is None
    assert PERSON not in found.summary()


def test_what_is_run_again_ends_where_the_live_monitor_ended(store: Store) -> None:
    play(store, recorded(300), repeat(100))
    live = {(one.person, one.theme): one.count for one in stored_alerts(store)}
    again: dict[tuple[str, str], int] = {}
    with store.reading() as connection:
        for person in people_in(connection):
            events = list(archived(connection, store.master, person))
            for moment in moments(person, events, recorded_rules()):
                if moment.raised is not None:
                    theme = (person, moment.group.theme)
                    again[theme] = max(again.get(theme, 0), moment.group.count)
    missing = {theme for theme in live if theme not in again}
    # events that are held apart are not read again, and silence is of all that came
    assert {theme for _, theme in missing} <= {"silence", "clock"}
    assert len(again) >= len(live) - len(missing)


NEW_LIBRARY = """\
library: desk
version: 2.0.0
language: en
terms:
  - id: whisper
    category: whispers
    severity: high
    any: [quiet whisper]
    examples: {match: [a quiet whisper], ignore: [quiet]}
"""


def rows(desk: Desk) -> dict[str, list[Any]]:
    store = open_store(desk.home)
    try:
        with store.reading() as connection:
            return {
                table.name: [tuple(row) for row in connection.execute(select(table))]
                for table in METADATA.sorted_tables
                if table.name not in ("monitor_workers", "monitor_approvals")
            }
    finally:
        store.close()


PERIOD = ("--from", "2026-11-01T00:00:00Z", "--to", "2026-12-01T00:00:00Z")


@pytest.fixture
def heard(desk: Desk) -> Desk:
    desk.run(desk.written(said(HEIST), said("a quiet whisper", 2, minutes=5)))
    (desk.folder / "new.yaml").write_text(NEW_LIBRARY)
    return desk


@pytest.mark.parametrize("word", ["whatif", "replay"])
def test_history_under_a_new_library_touches_nothing_live(heard: Desk, word: str) -> None:
    before = rows(heard)
    new = heard.folder / "new.yaml"
    options = ("--library", new, "--before", heard.library, "--basis", heard.basis, "--json")
    answer = heard.monitor(word, *PERIOD, *options)
    assert answer.code == 0, answer.err
    found = json.loads(answer.out)["report"]
    assert found["changes"] == {"gained": 1, "lost": 1, "earlier": 0, "later": 0, "same": 0}
    assert found["by_category"] == {"plans": [1, 0], "whispers": [0, 1]}
    assert found["examples"]["gained"][0]["theme"] == "whispers"
    assert rows(heard) == before


def test_an_approval_on_a_report_is_on_record(heard: Desk) -> None:
    new = heard.folder / "new.yaml"
    options = ("--library", new, "--before", heard.library, "--basis", heard.basis)
    refused = heard.monitor("whatif", *PERIOD, *options, "--approve")
    assert (refused.code, "--why" in refused.err) == (2, True)
    answer = heard.monitor(
        "whatif", *PERIOD, *options, "--approve", "--by", "kim", "--why", "fewer"
    )
    assert answer.code == 0, answer.err
    assert "1 gained, 1 lost" in answer.out
    store = open_store(heard.home)
    with store.reading() as connection:
        (found,) = approvals(connection)
    store.close()
    assert (found.author, found.why, len(found.sha256)) == ("kim", "fewer", 64)
    assert "P-0042" not in found.summary


def test_whatif_asks_what_is_new(heard: Desk) -> None:
    assert heard.monitor("whatif", *PERIOD, "--basis", heard.basis).code == 2


def test_the_library_of_these_tests_has_its_terms() -> None:
    assert {term.id for term in LIBRARY.terms} >= {"kill", "lantern"}
