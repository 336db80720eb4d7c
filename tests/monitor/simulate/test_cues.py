import pytest

from keywords.installed import SHIPPED
from keywords.library import load
from keywords.matcher import Matcher
from keywords.records import Severity
from monitor.simulate.cues import APPROACH, VAULT, VPN, WELFARE, WORDS, Cue
from monitor.simulate.population import BROWSERS, CHATS, GADGETS, NOTES, OTHERS
from monitor.simulate.wording import MESSAGES, PATHS, SEARCHES, VISITS
from tests.monitor.simulate.played import events, played


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher([load(path) for path in sorted(SHIPPED.glob("*.yaml"))])


def severity(matcher: Matcher, cue: Cue, kind: str) -> int:
    """The rank under the cue's theme, and no other theme is met; below 0 where it is not found."""
    hits = matcher.match(cue.text, kind)
    assert {hit.category for hit in hits} <= {cue.theme}
    return max((Severity(hit.severity).rank for hit in hits), default=-1)


@pytest.mark.parametrize("cue", [*WORDS, *WELFARE, APPROACH[-1]])
@pytest.mark.parametrize("kind", ["message_sent", "message_received", "keystrokes"])
def test_words_that_are_to_alert_do_so_by_themselves(matcher: Matcher, cue: Cue, kind: str) -> None:
    assert severity(matcher, cue, kind) >= Severity.MEDIUM.rank


@pytest.mark.parametrize("cue", WORDS)
def test_words_alert_in_a_search_too(matcher: Matcher, cue: Cue) -> None:
    assert severity(matcher, cue, "search") >= Severity.MEDIUM.rank


def test_each_step_of_an_approach_is_found_and_the_first_do_not_alert(matcher: Matcher) -> None:
    ranks = [severity(matcher, cue, "message_sent") for cue in APPROACH]
    assert all(rank >= 0 for rank in ranks)
    assert all(rank < Severity.MEDIUM.rank for rank in ranks[:3])


def test_apps_that_conceal_are_found_by_their_names(matcher: Matcher) -> None:
    assert severity(matcher, VPN, "app_installed") >= 0
    assert severity(matcher, VAULT, "app_installed") >= Severity.MEDIUM.rank


def test_nothing_else_of_the_stream_is_found_by_any_library(matcher: Matcher) -> None:
    pages = [part for page in VISITS for part in page]
    names = [*CHATS, *NOTES, *BROWSERS, *OTHERS, *GADGETS]
    for text in (*MESSAGES, *SEARCHES, *PATHS, *pages, *names):
        for kind in ("message_sent", "keystrokes", "search", "app_installed"):
            assert matcher.match(text, kind) == ()


def test_what_is_typed_one_after_the_other_is_not_found_either(matcher: Matcher) -> None:
    playing = {truth.device for truth in played()[2]}
    typed: dict[str, str] = {}
    for event in events():
        if event["type"] == "skerry.keystrokes.v1":
            typed[event["source"]] = typed.get(event["source"], "") + event["data"]["text"]
    for source, text in typed.items():
        if source.removeprefix("device/") not in playing:
            assert matcher.match(text, "keystrokes") == ()
