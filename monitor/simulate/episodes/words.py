"""Words: an approach over days, a cry for help, words split over keystrokes, a paired device."""

from monitor.simulate.chance import one_of
from monitor.simulate.cues import APPROACH, WELFARE
from monitor.simulate.episodes.base import SECOND, Stage

NEW_DEVICE = "new-device"


def approach(stage: Stage) -> None:
    """Contact with somebody new is built up over days, step by step."""
    other = f"c-new-{stage.persona.number + 1}"
    steps = [
        stage.send(stage.day(2 + number), cue.text, other) for number, cue in enumerate(APPROACH)
    ]
    for theme in dict.fromkeys(cue.theme for cue in APPROACH):
        own = [step for step, cue in zip(steps, APPROACH, strict=True) if cue.theme == theme]
        stage.expect(theme, own[0], own[-1])


def crisis(stage: Stage) -> None:
    """Words that may tell of a risk to self."""
    cue = one_of(stage.chance, WELFARE)
    stage.expect(cue.theme, stage.send(stage.middle(), cue.text))


def split_words(stage: Stage) -> None:
    """Words are typed across three events of one app, a few seconds apart."""
    cue, at = stage.words(), stage.middle()
    third = max(len(cue.text) // 3, 1)
    parts = cue.text[:third], cue.text[third : 2 * third], cue.text[2 * third :]
    typed = [
        stage.plant(
            at + number * SECOND, "keystrokes", {"app": stage.persona.notes[0], "text": part}
        )
        for number, part in enumerate(parts)
    ]
    stage.expect(cue.theme, typed[0], typed[-1])


def pairing(stage: Stage) -> None:
    """A device is paired that was never seen before."""
    data: dict[str, object] = {
        "name": f"Tablet {stage.persona.number + 1}",
        "via": "bluetooth",
        "address": "02:00:00:00:00:77",
    }
    stage.expect(NEW_DEVICE, stage.plant(stage.middle(), "device_connected", data))
