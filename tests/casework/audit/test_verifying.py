import json
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.act import Operation
from casework.audit.chain import DOMAIN, digest_of
from casework.audit.fault import FaultKind, Verdict
from casework.audit.line import GENESIS, Line, canonical
from casework.audit.verifying import Chained, verify
from tests.casework.audit.logs import checkpoint_of, log


def kinds(verdict: Verdict) -> list[tuple[FaultKind, int | None]]:
    return [(fault.kind, fault.line) for fault in verdict.faults]


def changed(body: bytes, **fields: Any) -> bytes:
    return canonical(msgspec.structs.replace(msgspec.json.decode(body, type=Line), **fields))


def chained_anew(bodies: list[bytes]) -> list[Chained]:
    """What somebody makes who can write to the whole table and knows how it is chained."""
    lines: list[Chained] = []
    previous = GENESIS
    for sequence, body in enumerate(bodies, 1):
        again = changed(body, sequence=sequence, previous=previous.hex())
        previous = digest_of(again)
        lines.append((again, previous))
    return lines


def test_a_good_log_is_whole_and_says_how_far_it_is_vouched_for() -> None:
    lines = log(10)
    verdict = verify(lines, [checkpoint_of(lines, 4), checkpoint_of(lines, 7)])
    assert verdict.is_whole
    assert (verdict.lines, verdict.last, verdict.vouched) == (10, 10, 7)
    assert verdict.digest == lines[-1][1].hex()


@given(st.integers(2, 12).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1))))
def test_an_edit_is_found_at_its_line(where: tuple[int, int]) -> None:
    count, index = where
    lines = log(count)
    lines[index] = changed(lines[index][0], actor="somebody else"), lines[index][1]
    assert kinds(verify(lines)) == [(FaultKind.EDITED, index + 1)]


@given(st.data())
def test_one_changed_byte_anywhere_is_found(data: st.DataObject) -> None:
    lines = log(5)
    index = data.draw(st.integers(0, 4))
    body, digest = lines[index]
    place = data.draw(st.integers(0, len(body) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != body[place]))
    lines[index] = body[:place] + bytes([byte]) + body[place + 1 :], digest
    assert not verify(lines).is_whole


def test_an_edit_with_its_digest_made_again_breaks_the_line_below() -> None:
    lines = log(5)
    body = changed(lines[1][0], actor="somebody else")
    lines[1] = body, digest_of(body)
    assert kinds(verify(lines)) == [(FaultKind.BROKEN, 3)]


@given(st.integers(3, 10).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 2))))
def test_a_reordered_pair_is_found(where: tuple[int, int]) -> None:
    count, index = where
    lines = log(count)
    lines[index], lines[index + 1] = lines[index + 1], lines[index]
    assert FaultKind.ORDER in {kind for kind, _ in kinds(verify(lines))}


@given(st.integers(3, 10).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 2))))
def test_a_line_taken_out_is_found(where: tuple[int, int]) -> None:
    count, index = where
    lines = log(count)
    del lines[index]
    assert not verify(lines).is_whole


def test_a_doubled_line_is_found() -> None:
    lines = log(4)
    assert (FaultKind.ORDER, 2) in kinds(verify([*lines[:2], lines[1], *lines[2:]]))


def test_a_tail_cut_off_is_found_by_a_checkpoint_and_only_by_one() -> None:
    lines = log(10)
    assert verify(lines[:6]).is_whole
    assert kinds(verify(lines[:6], [checkpoint_of(lines, 8)])) == [(FaultKind.TRUNCATED, None)]
    assert verify(lines[:8], [checkpoint_of(lines, 8)]).vouched == 8


def test_a_log_emptied_is_no_log() -> None:
    assert kinds(verify([])) == [(FaultKind.TRUNCATED, None)]


def test_a_log_written_anew_is_found_by_a_checkpoint_and_only_by_one() -> None:
    lines = log(10)
    bodies = [body for body, _ in lines]
    bodies[3] = changed(bodies[3], actor="somebody else")
    forged = chained_anew(bodies)
    assert verify(forged).is_whole
    assert (FaultKind.REWRITTEN, 8) in kinds(verify(forged, [checkpoint_of(lines, 8)]))
    # a checkpoint of what came before the change cannot know of it
    assert verify(forged, [checkpoint_of(lines, 3)]).vouched == 3


def test_another_log_of_the_same_length_is_found() -> None:
    found = kinds(verify(log(10, "other"), [checkpoint_of(log(10), 10)]))
    assert set(found) == {(FaultKind.REWRITTEN, 10), (FaultKind.REWRITTEN, None)}


@given(st.data())
def test_whatever_is_left_out_moved_or_doubled_is_found_against_a_checkpoint_of_the_end(
    data: st.DataObject,
) -> None:
    lines = log(7)
    picked = data.draw(st.lists(st.sampled_from(lines), max_size=9))
    bodies = chained_anew([body for body, _ in picked])
    forged = bodies if data.draw(st.booleans()) else picked
    verdict = verify(forged, [checkpoint_of(lines, 7)])
    assert verdict.is_whole == (forged == lines)


def test_a_part_of_a_log_stands_where_a_checkpoint_vouches_for_what_came_before() -> None:
    lines = log(10)
    vouched = [checkpoint_of(lines, 4), checkpoint_of(lines, 10)]
    assert verify(lines[4:], vouched).is_whole
    assert kinds(verify(lines[4:])) == [(FaultKind.TRUNCATED, 5)]
    assert kinds(verify(lines[5:], vouched)) == [(FaultKind.TRUNCATED, 6)]


def test_a_line_that_is_none_is_one_fault() -> None:
    lines = log(5)
    lines[2] = b"{", b""
    assert kinds(verify(lines)) == [(FaultKind.UNREADABLE, 3)]


def test_a_clock_that_went_back_is_told_and_is_no_fault() -> None:
    lines = log(5)
    bodies = [body for body, _ in lines]
    bodies[2] = changed(bodies[2], at="2026-10-31T09:00:00.000000Z", clock="backwards")
    verdict = verify(chained_anew(bodies))
    assert verdict.is_whole
    assert verdict.clock_back == (3,)


def test_a_time_that_goes_back_unsaid_is_a_fault() -> None:
    bodies = [body for body, _ in log(5)]
    bodies[2] = changed(bodies[2], at="2026-10-31T09:00:00.000000Z")
    assert kinds(verify(chained_anew(bodies))) == [(FaultKind.CLOCK, 3)]


def test_what_was_begun_and_has_no_outcome_is_told() -> None:
    bodies = [body for body, _ in log(5)]
    bodies[0] = changed(bodies[0], stage="intent")
    bodies[1] = changed(bodies[1], stage="intent")
    bodies[3] = changed(bodies[3], stage="outcome", intent=1)
    verdict = verify(chained_anew(bodies))
    assert verdict.is_whole
    assert verdict.open_intents == (2,)


@pytest.mark.parametrize("intent", [None, 1, 9])
def test_an_outcome_of_nothing_that_was_begun_is_a_fault(intent: int | None) -> None:
    bodies = [body for body, _ in log(5)]
    bodies[3] = changed(bodies[3], stage="outcome", intent=intent)
    assert kinds(verify(chained_anew(bodies))) == [(FaultKind.OUTCOME, 4)]


TEXT = st.text()


@given(TEXT, TEXT, st.dictionaries(TEXT, TEXT | st.integers(-(2**63), 2**63 - 1) | st.none()))
def test_another_program_gets_the_same_bytes(
    actor: str, reason: str, detail: dict[str, str | int | None]
) -> None:
    line = Line(
        sequence=1,
        at="2026-11-01T09:00:00.000000Z",
        actor=actor,
        operation=Operation.SEARCH,
        reason=reason,
        detail=detail,
        previous="00" * 32,
    )
    body = canonical(line)
    plain = json.dumps(
        json.loads(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    assert json.loads(body)["detail"] == detail
    assert sha256(DOMAIN + plain).digest() == digest_of(body)
