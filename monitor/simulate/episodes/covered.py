"""Orders that begin, end, or do not cover something; and what is delivered late."""

from casework.records.order import OrderType
from casework.records.permission import DataKind, ThirdParties
from monitor.gate import Apart, Refusal
from monitor.simulate.episodes.base import MINUTE, SECOND, Stage
from monitor.simulate.rhythm import HOUR
from monitor.simulate.standing import KINDS


def begins(stage: Stage) -> None:
    """An order begins: the same words before and after."""
    at, cue = stage.middle(), stage.words()
    stage.stands(since=at)
    stage.expect(Refusal.NOT_BEGUN, stage.send(at - HOUR, cue.text))
    stage.heartbeats(at + 10 * SECOND, stage.persona.devices)
    stage.expect(cue.theme, stage.send(at + 2 * HOUR, cue.text))


def ends(stage: Stage) -> None:
    """An order ends: the same words before and after."""
    at, cue = stage.middle(), stage.words()
    stage.stands(until=at)
    stage.expect(cue.theme, stage.send(at - HOUR, cue.text))
    stage.expect(Refusal.ENDED, stage.send(at + HOUR, cue.text))


def withdrawn(stage: Stage) -> None:
    """Consent is withdrawn: the very next event is not looked at."""
    at, cue = stage.middle(), stage.words()
    stage.stands(until=at, order=OrderType.CONSENT)
    stage.expect(Refusal.ENDED, stage.send(at + stage.device.latency + SECOND, cue.text))


def recorded_before(stage: Stage) -> None:
    """What was recorded offline before the order began is delivered once it has begun."""
    at, cue = stage.middle(), stage.words()
    stage.stands(since=at)
    late = stage.deliver(at - 6 * HOUR, at + 2 * HOUR, cue.text, at - 3 * HOUR)
    stage.heartbeats(at + 10 * SECOND, stage.persona.devices[1:])
    stage.heartbeats(at + 2 * HOUR + 5 * SECOND, [stage.device])
    stage.expect(Refusal.RECORDED_BEFORE, late)


def backlog(stage: Stage) -> None:
    """What was recorded offline is delivered some hours later."""
    at, cue = stage.middle(), stage.words()
    late = stage.deliver(at, at + 12 * HOUR, cue.text, at + 5 * HOUR)
    stage.expect(cue.theme, late)


def backlog_after_end(stage: Stage) -> None:
    """What was recorded offline is delivered after the order's end: a manager decides."""
    at, cue = stage.middle(), stage.words()
    stage.stands(until=at)
    late = stage.deliver(at - 6 * HOUR, at + 2 * HOUR, cue.text, at - 3 * HOUR)
    stage.expect(Refusal.BACKLOG_AFTER_END, late)


def kind_not_covered(stage: Stage) -> None:
    """Words in a search, where the order does not cover searches."""
    stage.stands(kinds=tuple(kind for kind in KINDS if kind is not DataKind.SEARCHES))
    data: dict[str, object] = {"engine": "search.example", "query": stage.words().text}
    stage.expect(Refusal.KIND_NOT_COVERED, stage.plant(stage.middle(), "search", data))


def device_not_covered(stage: Stage) -> None:
    """Words on a second device, which the order does not name."""
    stage.stands(devices=1)
    second = stage.persona.devices[1].number
    said = stage.send(stage.middle(), stage.words().text, device=second)
    stage.expect(Refusal.DEVICE_NOT_COVERED, said)


def not_covered(stage: Stage) -> None:
    """Words of somebody for whom no order is on file."""
    stage.stands(devices=0)
    stage.expect(Refusal.NO_BASIS, stage.send(stage.middle(), stage.words().text))


def third_party(stage: Stage) -> None:
    """Words of a counterpart, whom the order does not cover."""
    stage.stands(third_parties=ThirdParties.EXCLUDED)
    data: dict[str, object] = {
        "app": stage.persona.chats[0],
        "counterparty": stage.persona.counterparts[0],
        "text": stage.words().text,
    }
    stage.expect(Apart.THIRD_PARTY, stage.plant(stage.middle(), "message_received", data))


def privileged(stage: Stage) -> None:
    """Words to a lawyer, and words about health, marked as such."""
    at, cue = stage.middle(), stage.words()
    for apart in (Apart.PRIVILEGED, Apart.MEDICAL):
        at += 10 * MINUTE
        stage.expect(apart, stage.send(at, cue.text, handling=str(apart)))
