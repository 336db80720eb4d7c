from monitor.simulate.cues import APPROACH, WORDS
from monitor.simulate.wording import MESSAGES, SEARCHES
from tests.monitor.simulate.episodes.test_hiding import own_events
from tests.monitor.simulate.played import played


def test_an_approach_goes_step_by_step_over_days_with_somebody_new() -> None:
    own = own_events("approach")
    steps = [e for e in own if str(e["data"].get("counterparty", "")).startswith("c-new-")]
    assert [step["data"]["text"] for step in steps] == [cue.text for cue in APPROACH]
    assert len({step["time"][:10] for step in steps}) == len(APPROACH)


def test_split_words_are_whole_again_when_joined_in_order() -> None:
    own = own_events("split-words")
    parts = [e["data"]["text"] for e in own if e["type"] == "skerry.keystrokes.v1"][:3]
    assert "".join(parts) in {cue.text for cue in WORDS}
    assert all(parts)


def test_a_paired_device_was_never_seen_with_that_person_before() -> None:
    (paired, *_) = own_events("pairing")
    person = next(one for one in played()[0].people if one.name == paired["subject"])
    assert paired["data"]["name"] not in person.gadgets


def test_neutral_words_need_no_escaping_that_a_cut_could_break() -> None:
    assert not [text for text in (*MESSAGES, *SEARCHES) if "\\" in text or '"' in text]
