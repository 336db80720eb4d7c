"""Hiding: apps that conceal, heartbeats that stop, a clock that is moved, an agent that is cut."""

from monitor.behaviour.concealment import THEME as SEQUENCE
from monitor.signals import CLOCK, SILENCE, TAMPER
from monitor.simulate.cues import VAULT, VPN
from monitor.simulate.episodes.base import MINUTE, Stage
from monitor.simulate.rhythm import DAY, HOUR


def concealment(stage: Stage) -> None:
    """A VPN and a vault are installed; some hours later nothing more is heard, for two days."""
    first = stage.day(3)
    vpn = stage.plant(first, "app_installed", {"app": "com.example.tunnel", "name": VPN.text})
    vault = stage.plant(
        first + 7 * MINUTE, "app_installed", {"app": "com.example.box", "name": VAULT.text}
    )
    stage.expect(VPN.theme, vpn, vault)
    quiet = first + 3 * HOUR
    last = stage.plant(quiet - MINUTE, "app_used", {"app": "com.example.box", "seconds": 300})
    stage.offline(quiet, quiet + 2 * DAY)
    (heard,) = stage.heartbeats(quiet + 2 * DAY, [stage.device])
    stage.expect(SILENCE, last, heard)
    stage.expect(SEQUENCE, vpn, heard)


def clock_moved(stage: Stage) -> None:
    """The clock is set past the order's end; then words follow; a day later it is set back."""
    at, until = stage.middle(), stage.end + 30 * DAY
    stage.stands(until=until)
    by = until - at + DAY
    moved = stage.plant(at, "clock_changed", {"by": by // 1000}, shift=by)
    cue = stage.words()
    said = stage.send(at + 20 * MINUTE, cue.text)
    back = stage.plant(at + DAY, "clock_changed", {"by": -by // 1000}, shift=-by)
    stage.expect(CLOCK, moved, back)
    stage.expect(cue.theme, said)


def tampering(stage: Stage) -> None:
    """The agent says that it was interfered with."""
    at = stage.middle()
    told = stage.plant(at, "agent_tamper", {"what": "accessibility service switched off"})
    stage.expect(TAMPER, told)
