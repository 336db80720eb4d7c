from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keywords import reference
from monitor import assess
from monitor.event import Event
from monitor.events import AppUsed, Heartbeat, Keystrokes
from monitor.joining import LATENESS, PAUSE, REACH, WINDOW, head_of
from monitor.memory import Memory, packed, unpacked
from monitor.signals import Signal
from tests.monitor.made import AT, DAY, LIBRARY, SECOND, cover, event, every_kind, rules, span

RULES = rules()
Hit = tuple[str, str, tuple[str, ...]]
"""An event, the rule that hit in it, and the words."""


def typed(text: str, number: int | None, app: str = "notes", at: int | None = None) -> Event:
    time = AT + (number or 0) * SECOND if at is None else at
    return event(Keystrokes(app=app, text=text), time, number=number)


def hits(signals: Iterable[Signal]) -> set[Hit]:
    return {
        (one.item.event, rule, tuple(one.item.excerpt[a:b] for a, b in one.item.spans))
        for one in signals
        for rule in one.rules
    }


def told(events: Sequence[Event], ended: bool = True) -> list[Signal]:
    """What a stream of one person's events comes to, the memory packed between any two."""
    memory, found = Memory(), []
    for one in events:
        memory = unpacked(packed(memory))
        kept = assess.assess(one, memory, RULES)
        assert isinstance(kept, assess.Kept)
        found += kept.signals
    return found + (assess.concluded("P-1", memory, RULES, AT) if ended else [])


def words(*texts: str, app: str = "notes") -> list[Event]:
    return [typed(text, number, app) for number, text in enumerate(texts, 1)]


def test_a_word_in_two_pieces_is_found_in_the_event_that_ends_it() -> None:
    assert hits(told(words("so ki", "ll it"), ended=False)) == {
        ("E-2-" + str(AT + 2 * SECOND), "test/kill", ("kill",))
    }


def test_a_word_in_letters_is_found_where_its_last_is() -> None:
    found = told(words(*"kill"), ended=False)
    assert [one.item.event for one in found if "test/kill" in one.rules] == [
        f"E-4-{AT + 4 * SECOND}"
    ]


def test_a_phrase_over_several_events_shows_its_words_in_their_place() -> None:
    (signal,) = told(words("the dark", " ", "harbour", " lies"))
    assert signal.item.excerpt == "the dark harbour"
    assert [signal.item.excerpt[a:b] for a, b in signal.item.spans] == ["dark harbour"]


def test_what_hits_in_one_event_alone_is_told_once() -> None:
    assert len(told(words("kill", " and go", " home"))) == 1


def test_a_term_on_either_side_of_a_seam_does_not_lie_across_it() -> None:
    assert len(told(words("kill ", "the kill"))) == 2


def test_a_longer_word_is_not_taken_for_the_end_of_it() -> None:
    assert hits(told(words("s", "kil", "ls"))) == set()


@pytest.mark.parametrize("between", [typed("x", 2, app="chat"), typed("", 2, app="chat")])
def test_nothing_is_joined_across_another_app(between: Event) -> None:
    assert told([typed("ki", 1), between, typed("ll", 3)]) == []


@pytest.mark.parametrize("data", [AppUsed(app="chat", seconds=1), Heartbeat()])
def test_events_that_are_not_typed_lie_between_no_two_that_are(data: object) -> None:
    between = event(data, AT + 2 * SECOND, number=2)  # type: ignore[arg-type]
    assert len(told([typed("ki", 1), between, typed("ll", 3)], ended=False)) == 1


def test_an_event_of_a_kind_that_is_not_covered_is_counted_all_the_same() -> None:
    known = rules(cover(span(AT - DAY, None)))
    memory = Memory()
    between = event(Heartbeat(), AT + 2 * SECOND, number=2)
    assessed = [
        assess.assess(one, memory, known) for one in (typed("ki", 1), between, typed("ll", 3))
    ]
    assert isinstance(assessed[2], assess.Kept)
    assert len(assessed[2].signals) == 1


def test_nothing_is_joined_across_an_event_that_is_missing() -> None:
    later = [typed("x", number, app="chat") for number in range(4, 4 + WINDOW)]
    assert told([typed("ki", 1), typed("ll", 3), *later]) == []


def test_what_waits_for_a_missing_event_is_joined_among_itself_once_that_is_given_up() -> None:
    later = [typed("x", number, app="chat") for number in range(5, 5 + WINDOW)]
    assert len(told([typed("lost ", 1), typed("ki", 3), typed("ll", 4), *later], ended=False)) == 1


def test_a_missing_event_is_given_up_when_the_clock_says_so() -> None:
    memory = Memory()
    for one in (typed("lost ", 1), typed("ki", 3), typed("ll", 4)):
        assess.assess(one, memory, RULES)
    due = AT + 3 * SECOND + LATENESS
    assert assess.wake(memory, 4) == due
    assert assess.waited("P-1", memory, RULES, due - 1) == []
    (signal,) = assess.waited("P-1", memory, RULES, due)
    assert signal.item.event == f"E-4-{AT + 4 * SECOND}"
    assert assess.waited("P-1", memory, RULES, due) == []


def test_an_event_that_comes_in_time_is_joined_on_both_sides() -> None:
    found = told([typed("k", 1), typed("l", 3), typed("l", 4), typed("i", 2)], ended=False)
    assert [one.item.event for one in found] == [f"E-4-{AT + 4 * SECOND}"]


def test_an_event_that_comes_too_late_is_read_by_itself() -> None:
    later = [typed("x", number, app="chat") for number in range(3, 4 + WINDOW)]
    assert [one.rules for one in told([typed("ki", 1), *later, typed("ll kill", 2)])] == [
        {"test/kill"}
    ]


def test_the_first_of_a_count_from_zero_is_read_by_itself_whenever_it_comes() -> None:
    first, rest = typed("ki", 0), [typed("ll ki", 1), typed("ll", 2)]
    for arrived in ([first, *rest], [*rest, first]):
        assert [one.item.event for one in told(arrived)] == [f"E-2-{AT + 2 * SECOND}"]


def test_a_count_that_begins_anew_is_followed_anew() -> None:
    before = [typed("x", number) for number in range(1, 3 * WINDOW)]
    assert len(told([*before, typed("ki", 1, at=AT), typed("ll", 2, at=AT)])) == 1


def test_a_number_out_of_all_proportion_costs_one_join_at_most() -> None:
    far = typed("x", 10**17, at=AT)
    after = [typed("ki", 3), typed("ll", 4)]
    assert len(told([typed("a", 1), far, *after])) == 1


def test_privileged_text_is_joined_to_nothing_and_kept_nowhere() -> None:
    apart = event("ll secret", AT + 2 * SECOND, number=2, handling="privileged")
    memory = Memory()
    for one in (typed("ki", 1), apart, typed("ll", 3)):
        kept = assess.assess(one, memory, RULES)
        assert isinstance(kept, assess.Kept)
        assert kept.signals == []
    assert b"secret" not in packed(memory)


def test_a_joined_hit_is_told_under_the_terms_of_its_own_event() -> None:
    kinds = every_kind(AT - DAY, None, order="O-9")
    known = rules(cover(span(AT - DAY, None, order="O-1"), *kinds[1:]))
    memory, found = Memory(), []
    beat = event(Heartbeat(), AT + 2 * SECOND, number=2)
    for one in (typed("ki", 1), typed("ll", 3), beat):
        kept = assess.assess(one, memory, known)
        assert isinstance(kept, assess.Kept)
        found += kept.signals
    assert [one.orders for one in found] == [{"O-1/C-1"}]


@pytest.mark.parametrize(("pause", "joins"), [(PAUSE, 1), (PAUSE + 1, 0), (-1, 0)])
def test_without_a_count_only_what_follows_shortly_is_joined(pause: int, joins: int) -> None:
    pair = [typed("ki", None, at=AT), typed("ll", None, at=AT + pause)]
    assert len(told(pair)) == joins


def test_long_texts_are_joined_by_their_ends_and_cut_between_words() -> None:
    long = "salt " * 100
    assert len(told(words(long + "ki", "ll " + long))) == 1
    assert told(words("ki", "ll" + "o" * 500)) == []
    assert told(words("o" * 500 + "ki", "ll")) == []


@given(st.text("ab ", max_size=3 * REACH))
def test_the_head_of_a_text_ends_where_a_word_does(text: str) -> None:
    head = head_of(text)
    assert text.startswith(head)
    assert len(head) <= REACH
    whole = head == text or not head or head[-1].isspace() or text[len(head)].isspace()
    assert whole


def plain(events: Iterable[Event]) -> set[Hit]:
    """By count: each event by itself, and read on from all that was typed in its app before it."""
    found: set[Hit] = set()
    before: tuple[str, str] = ("", "")
    for one in sorted(events, key=lambda one: one.sequence or 0):
        assert isinstance(one.data, Keystrokes)
        text, tail = one.data.text, before[1] if before[0] == one.data.app else ""
        alone = reference.match([LIBRARY], text, "keystrokes")
        crossing = [
            hit
            for hit in reference.match([LIBRARY], text, "keystrokes", tail=tail)
            if hit.spans[0][0] < 0 and hit.term not in {own.term for own in alone}
        ]
        for hit in (*alone, *crossing):
            spoken = tuple((tail + text)[a + len(tail) : b + len(tail)] for a, b in hit.spans)
            found.add((one.id, f"test/{hit.term}", spoken))
        before = one.data.app, tail + text
    return found


fragments = st.lists(
    st.tuples(
        st.sampled_from(["k", "ki", "ill", "l", "ll", "kill", " ", "s", "dark", "harbour ", "a"]),
        st.sampled_from(["notes", "notes", "notes", "chat"]),
    ),
    min_size=1,
    max_size=14,
)


@given(fragments, st.integers(1, 40), st.data())
def test_any_order_of_arrival_gives_the_hits_of_the_plain_reference(
    pieces: list[tuple[str, str]], first: int, data: st.DataObject
) -> None:
    events = [typed(text, first + number, app) for number, (text, app) in enumerate(pieces)]
    shuffled = data.draw(st.permutations(events))
    assert by_rule(told(shuffled)) == by_rule_of(plain(events))


def by_rule(signals: Iterable[Signal]) -> set[tuple[str, str]]:
    return {(event, rule) for event, rule, _ in hits(signals)}


def by_rule_of(found: set[Hit]) -> set[tuple[str, str]]:
    return {(event, rule) for event, rule, _ in found}


@given(fragments, st.data())
def test_any_order_of_arrival_gives_the_same_signals(
    pieces: list[tuple[str, str]], data: st.DataObject
) -> None:
    events = [typed(text, 1 + number, app) for number, (text, app) in enumerate(pieces)]
    shuffled = data.draw(st.permutations(events))

    def whole(signals: list[Signal]) -> list[str]:
        return sorted(map(repr, signals))

    assert whole(told(shuffled)) == whole(told(events))


@given(fragments, st.data())
def test_a_missing_event_is_never_joined_across_in_any_order(
    pieces: list[tuple[str, str]], data: st.DataObject
) -> None:
    events = [typed(text, 1 + number, app) for number, (text, app) in enumerate(pieces)]
    missing = data.draw(st.integers(1, len(events)))
    before, after = events[: missing - 1], events[missing:]
    arrived = data.draw(st.permutations(before + after))
    assert by_rule(told(arrived)) == by_rule_of(plain(before) | plain(after))
