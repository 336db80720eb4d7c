from pathlib import Path

from casework.basis.file import read_basis, write_basis
from casework.moments import moment_of
from casework.records.permission import DataKind
from monitor.cover import Cover
from monitor.event import decoded
from monitor.gate import Apart, Passed, Refusal, judge
from monitor.simulate.standing import whole_basis
from tests.monitor.simulate.played import events, played
from tests.monitor.written import record


def cover() -> Cover:
    laid_out, _, _ = played()
    return Cover(whole_basis(zip(laid_out.people, laid_out.standings, strict=True), laid_out.end))


def test_the_basis_is_a_basis_file(tmp_path: Path) -> None:
    write_basis(tmp_path / "basis.json", cover().content)
    assert read_basis(tmp_path / "basis.json") == cover().content


def test_people_who_play_nothing_are_covered_all_the_time() -> None:
    playing = {truth.person for truth in played()[2]}
    covered = cover()
    for event in events():
        if event["subject"] not in playing:
            assert isinstance(judge(decoded(record(event)), covered, {}), Passed)


def test_what_is_expected_to_be_refused_or_held_apart_is() -> None:
    covered = cover()
    known = {event["id"]: decoded(record(event)) for event in events()}
    reasons = {str(one) for one in (*Refusal, *Apart)}
    found = [truth for truth in played()[2] if truth.expected in reasons]
    assert {truth.expected for truth in found} == reasons
    for truth in found:
        judged = judge(known[truth.first_event], covered, {})
        assert truth.expected == (judged.apart if isinstance(judged, Passed) else judged)


def test_what_is_expected_to_alert_passes() -> None:
    covered = cover()
    known = {event["id"]: decoded(record(event)) for event in events()}
    reasons = {str(one) for one in (*Refusal, *Apart)}
    for truth in played()[2]:
        if truth.expected not in reasons:
            judged = judge(known[truth.last_event], covered, {})
            assert isinstance(judged, Passed), truth
            assert judged.apart is None


def test_those_whose_order_ended_are_named_with_the_reason() -> None:
    ended = {truth.person for truth in played()[2] if truth.episode in ("ends", "withdrawn")}
    named = {one.person: one.reason for one in cover().content.not_monitored}
    assert ended <= set(named)
    assert all("ended" in named[person] for person in ended)


def test_no_location_is_monitored_and_the_file_is_as_known_at_the_end() -> None:
    content = cover().content
    assert DataKind.LOCATION not in {span.kind for span in content.spans}
    assert content.as_at == moment_of(played()[0].end * 1000)
