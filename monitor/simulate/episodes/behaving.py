"""Changes of behaviour over days, with nothing in them that would alert by itself.

Each is played at a level, from 1, that is hard to see, to 3. Its kinds are kept apart: detection is
tuned on one group of them, and measured on the other, which was never looked at for that.
"""

from monitor.simulate.chance import between
from monitor.simulate.cues import CONCEALED, CONTACTS, MEETINGS, MILD, TUNNEL
from monitor.simulate.episodes.base import MINUTE, Lull, Stage
from monitor.simulate.rhythm import DAY, HOUR

UNUSUAL = "behaviour"
USUAL, LONGEST = 21, 22
"""Days before a change begins, at least, and days that it may take."""

NOTHING = "no-alert"
"""What is expected of a change that has an innocent reason."""


def _begin(stage: Stage) -> int:
    """The day (ms) on which it begins: late enough for a baseline, early enough to end."""
    days = (stage.end - stage.begin) // DAY
    return stage.begin + between(stage.chance, USUAL, days - LONGEST) * DAY


def _night(stage: Stage, day: int, sittings: int) -> None:
    for _ in range(sittings):
        stage.sit(day + between(stage.chance, 10, 270) * MINUTE, between(stage.chance, 2, 5))


def night_use(stage: Stage) -> None:
    """The nights are spent at the device, all of a sudden."""
    first = _begin(stage)
    for number in range(10):
        _night(stage, first + number * DAY, 1 + stage.level)
    stage.expect_of_all(UNUSUAL)


def slow_words(stage: Stage) -> None:
    """Mild words of one kind come, seldom at first, then more often, for three weeks."""
    first = _begin(stage)
    for number in range(20):
        likely = stage.level * (number + 2) / 20
        count = int(likely) + (stage.chance.random() < likely % 1)
        for _ in range(count):
            at = first + number * DAY + between(stage.chance, 9 * 60, 22 * 60) * MINUTE
            stage.send(at, CONCEALED[int(stage.chance.random() * len(CONCEALED))])
    stage.expect_of_all(UNUSUAL)


def churn(stage: Stage) -> None:
    """Apps are installed and removed again, several a day."""
    first = _begin(stage)
    for number in range(7):
        for each in range(1 + stage.level):
            at = first + number * DAY + between(stage.chance, 9 * 60, 22 * 60) * MINUTE
            app: dict[str, object] = {"app": f"com.example.trial{number * 9 + each}"}
            stage.plant(at, "app_installed", app)
            stage.plant(at + 20 * MINUTE, "app_removed", app)
    stage.expect_of_all(UNUSUAL)


def contact_building(stage: Stage) -> None:
    """Somebody new is written to more each day; then words of contact, and of a meeting."""
    first, other = _begin(stage), f"c-stranger-{stage.persona.number + 1}"
    for number in range(10):
        for _ in range(2 * stage.level):
            at = first + number * DAY + between(stage.chance, 9 * 60, 22 * 60) * MINUTE
            stage.chat(at, other, between(stage.chance, 2, 4))
    stage.send(first + 3 * DAY + 20 * HOUR, CONTACTS[stage.level % len(CONTACTS)], other)
    stage.send(first + 8 * DAY + 19 * HOUR, MEETINGS[stage.level % len(MEETINGS)], other)
    stage.expect_of_all(UNUSUAL)


def covering_up(stage: Stage) -> None:
    """A tunnel is installed, and within two days nothing more is heard for a day or more."""
    first = _begin(stage)
    stage.plant(first + 20 * HOUR, "app_installed", {"app": "com.example.tunnel", "name": TUNNEL})
    for _ in range(2 * stage.level):
        at = first + between(stage.chance, 9 * 60, 22 * 60) * MINUTE
        stage.plant(at, "app_removed", {"app": f"com.example.old{len(stage.events)}"})
    quiet = first + (40 - 8 * stage.level) * HOUR + 20 * HOUR
    stage.offline(quiet, quiet + (1 + stage.level) * DAY)
    stage.heartbeats(quiet + (1 + stage.level) * DAY, [stage.device])
    stage.expect_of_all(UNUSUAL)


def withdrawal(stage: Stage) -> None:
    """Hardly anybody is written to any more, and sleep goes."""
    first = _begin(stage)
    stage.lull = Lull(first, first + 14 * DAY, 0.4 - 0.1 * stage.level)
    for number in range(14):
        at = first + number * DAY + between(stage.chance, 60, 240) * MINUTE
        for _ in range(2 * stage.level):
            stage.plant(at, "app_used", {"app": stage.persona.others[0], "seconds": 300})
            at += 6 * MINUTE
    stage.expect_of_all(UNUSUAL)


def binge(stage: Stage) -> None:
    """Hours on end are spent on the same few things, day after day."""
    first = _begin(stage)
    for number in range(7):
        at = first + number * DAY + between(stage.chance, 12 * 60, 15 * 60) * MINUTE
        for _ in range(8 * stage.level):
            stage.sit(at, 3)
            at += 6 * MINUTE
    stage.expect_of_all(UNUSUAL)


def holiday(stage: Stage) -> None:
    """Ten days away: less use, at other hours, on other networks."""
    first = _begin(stage)
    stage.lull = Lull(first, first + 10 * DAY, 0.5)
    for number in range(10):
        day = first + number * DAY
        stage.plant(day + 9 * HOUR, "network_joined", {"ssid": f"hotel-{number % 3}"})
        stage.sit(day + between(stage.chance, 9 * 60, 23 * 60) * MINUTE, 4)
    stage.expect_of_all(NOTHING)


def new_phone(stage: Stage) -> None:
    """All the apps are installed again in an evening, and some are new."""
    at = _begin(stage) + 19 * HOUR
    for number in range(12):
        stage.plant(at + number * 2 * MINUTE, "app_installed", {"app": f"org.example.app{number}"})
    stage.expect_of_all(NOTHING)


def bereavement(stage: Stage) -> None:
    """For two weeks there is little to say to anybody."""
    first = _begin(stage)
    stage.lull = Lull(first, first + 14 * DAY, 0.45)
    stage.chat(first + 10 * HOUR, stage.persona.counterparts[0], 6)
    stage.chat(first + 13 * DAY, stage.persona.counterparts[0], 2)
    stage.expect_of_all(NOTHING)


def new_job(stage: Stage) -> None:
    """Night shifts begin: use moves from the day into the breaks of the night."""
    first = _begin(stage)
    stage.lull = Lull(first, first + 14 * DAY, 0.6)
    for number in range(14):
        if number % 7 < 5:
            _night(stage, first + number * DAY, 2)
    stage.expect_of_all(NOTHING)


def everyday(stage: Stage) -> None:
    """What most people say now and then, that a library of mild words finds as well."""
    days = (stage.end - stage.begin) // DAY
    rate = stage.chance.random() * 0.5
    for number in range(days):
        if stage.chance.random() < rate:
            text = MILD[int(stage.chance.random() * len(MILD))]
            stage.send(stage.day(number), text)


TUNING = {
    "night-use": night_use,
    "slow-words": slow_words,
    "app-churn": churn,
    "holiday": holiday,
    "new-phone": new_phone,
}
HELD_OUT = {
    "contact-building": contact_building,
    "covering-up": covering_up,
    "withdrawal": withdrawal,
    "binge": binge,
    "bereavement": bereavement,
    "new-job": new_job,
}
GROUPS = {"tuning": TUNING, "held-out": HELD_OUT}
LEVELS = 3
