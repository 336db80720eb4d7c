from itertools import permutations

from keywords.records import Hit
from monitor.behaviour import sequences
from monitor.behaviour.approach import SPACING, THEME, WINDOW_DAYS
from monitor.behaviour.calendar import DAY, local
from monitor.behaviour.day import contact
from monitor.events import MessageSent
from monitor.matching import signals
from monitor.memory import Memory, packed, unpacked
from monitor.severity import Severity
from monitor.signals import Signal
from tests.monitor.made import AT, OPEN, PERSON, cover, event, every_kind

COVER = cover(*every_kind(AT - 30 * DAY, None))


def said(term: str, time: int, who: str = "c-1") -> list[Signal]:
    """What a message signals in which a term of category contact is found."""
    sent = event(MessageSent(app="chat", counterparty=who, text="words"), time, id=f"{term}-{time}")
    hit = Hit("contact", "1", term, "contact", Severity.LOW, ((0, 5),), ())
    return signals(sent, OPEN, [("words", hit)])


def met(who: str = "c-1", ago: int = 1) -> Memory:
    """A memory in which a counterpart was new some days before."""
    memory = Memory(met={contact(who): local(AT).day - ago})
    memory.device("D-1")
    return memory


def told(steps: list[list[Signal]], memory: Memory) -> list[Signal]:
    found: list[Signal] = []
    for step in steps:
        memory = unpacked(packed(memory))
        sequences.heed(step, memory)
        found += sequences.told(PERSON, memory, COVER)
    return found


ASKED = said("ask-address", AT)
MEETING = said("arrange-meeting", AT + 3 * DAY)


def test_a_meeting_after_a_cue_of_contact_with_somebody_new_is_told_with_every_step() -> None:
    found = told([ASKED, MEETING], met())
    assert [one.severity for one in found] == [Severity.MEDIUM, Severity.HIGH]
    assert {one.theme for one in found} == {THEME}
    assert [one.item.event for one in found] == [ASKED[0].item.event, MEETING[0].item.event]
    assert found[1].item.because.endswith("with a counterpart first met on 2026-11-17")
    assert found[1].suggests == {"victim-access"}


def test_the_order_of_arrival_changes_nothing() -> None:
    secret = said("keep-secret", AT + DAY)
    alone = said("come-alone", AT + 5 * DAY)
    expected = sorted(str(one) for one in told([ASKED, secret, MEETING, alone], met()))
    assert len(expected) == 4
    for order in permutations([ASKED, secret, MEETING, alone]):
        assert sorted(str(one) for one in told(list(order), met())) == expected


def test_a_meeting_first_is_no_approach() -> None:
    assert told([said("arrange-meeting", AT), said("ask-address", AT + DAY)], met()) == []


def test_cues_too_close_together_are_no_approach() -> None:
    assert told([ASKED, said("arrange-meeting", AT + SPACING - 1)], met()) == []
    assert len(told([ASKED, said("arrange-meeting", AT + SPACING)], met())) == 2


def test_cues_of_two_counterparts_are_no_approach() -> None:
    memory = met()
    memory.met[contact("c-2")] = local(AT).day - 1
    assert told([ASKED, said("arrange-meeting", AT + DAY, "c-2")], memory) == []


def test_words_with_somebody_long_known_are_no_approach() -> None:
    memory = Memory()
    memory.device("D-1")
    assert told([ASKED, MEETING], memory) == []
    assert told([ASKED, MEETING], met(ago=WINDOW_DAYS - 1)) == []


def test_who_is_known_to_be_new_only_later_is_told_of_then() -> None:
    memory = Memory()
    memory.device("D-1")
    for step in (ASKED, MEETING):
        sequences.heed(step, memory)
    assert sequences.told(PERSON, memory, COVER) == []
    memory.met[contact("c-1")] = local(AT).day
    assert len(sequences.told(PERSON, memory, COVER)) == 2
    assert sequences.told(PERSON, memory, COVER) == []


def test_a_flood_of_cues_takes_bounded_bytes() -> None:
    memory = met()
    for number in range(5000):
        sequences.heed(said("ask-address", AT + number * DAY, f"c-{number}"), memory)
    assert len(memory.cues) == sequences.KEPT[memory.cues[0].kind]
    assert len(packed(memory)) < 8_000
