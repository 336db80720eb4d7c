from monitor.simulate.cues import WORDS
from tests.monitor.simulate.episodes.test_hiding import own_events
from tests.monitor.simulate.played import events, played

REFUSED = ("withdrawn", "recorded-before", "backlog-after-end", "kind-not-covered", "not-covered")


def test_what_must_not_be_looked_at_would_have_alerted() -> None:
    known = {event["id"]: event["data"] for event in events()}
    texts = {cue.text for cue in WORDS}
    for truth in played()[2]:
        if truth.episode in REFUSED:
            data = known[truth.first_event]
            assert data.get("text", data.get("query")) in texts


def test_a_backlog_is_delivered_at_once_in_the_order_of_its_recording() -> None:
    (said, *_) = own_events("backlog")
    own = [e for e in events() if e["source"] == said["source"]]
    late = [e for e in own if e["recordedtime"][:16] == said["recordedtime"][:16]]
    assert len(late) >= 3
    assert [e["time"] for e in late] == sorted(e["time"] for e in late)
    assert said["time"][:13] < said["recordedtime"][:13]


def test_privileged_and_medical_words_are_marked_as_such() -> None:
    known = {event["id"]: event.get("handling") for event in events()}
    marked = {t.expected: known[t.first_event] for t in played()[2] if t.episode == "privileged"}
    assert marked == {"privileged": "privileged", "medical": "medical"}
