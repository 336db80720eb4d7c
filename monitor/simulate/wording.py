"""Neutral words, ready to be put into JSON: ferries, gardens, football, cooking, work."""

import itertools
import json
from collections.abc import Iterable

PLACES = ("the harbour", "the library", "the pier", "the garden centre", "the station", "the hall")
TIMES = ("at six", "on Saturday", "after work", "tomorrow", "before lunch", "on the early ferry")
THINGS = ("the tomatoes", "the bread", "the soup", "the seedlings", "the scarf", "the timetable")
TEAMS = ("the Rovers", "the Thistle", "the Harbour XI", "the away side")

SENTENCES = (
    "shall we meet at {place} {time}?",
    "the ferry was late again, I will be at {place} {time}",
    "can you bring {thing} {time}?",
    "{thing} came out well this year",
    "did you see how {team} played? two goals in the last ten minutes",
    "{team} are at home {time}",
    "I left {thing} at {place}",
    "the boss moved the meeting, now it is {time}",
    "rain all day, so {thing} can wait",
    "we had tea at {place}, lovely view",
    "remember to water {thing} {time}",
    "the bus from {place} leaves {time}",
    "I will cook {time}, bring {thing} if you like",
    "the choir sings at {place} {time}",
    "my shift ends late, see you {time}",
    "thank you for {thing}, very kind",
    "the dentist is near {place}, appointment {time}",
    "{team} need a new keeper, honestly",
    "caf\u00e9 by {place} has good cake \U0001f370",
    "the washing machine is mended, the man comes back {time}",
)
QUERIES = (
    "ferry times {time}",
    "how to grow {thing}",
    "weather {place} {time}",
    "{team} fixtures",
    "recipe with {thing}",
    "opening hours {place}",
    "bus to {place}",
    "jobs near {place}",
)
PAGES = (
    ("https://ferry.example/times/{n}", "Ferry times, page {n}"),
    ("https://news.example/harbour/{n}", "Harbour news {n}"),
    ("https://recipes.example/soup/{n}", "Soup of the week {n}"),
    ("https://football.example/table/{n}", "League table, week {n}"),
    ("https://garden.example/beds/{n}", "Raised beds, part {n}"),
    ("https://weather.example/{n}", "Weather for the coast"),
)
FILES = (
    "/sdcard/Documents/timetable-{n}.pdf",
    "/sdcard/Documents/allotment-{n}.ods",
    "/sdcard/Download/recipe-{n}.pdf",
    "/sdcard/Documents/rota-{n}.docx",
)
COUNT = 60
"""How many pages and files of each kind there are."""


def escaped(text: str) -> str:
    """The text as it stands within quotes in JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _filled(templates: Iterable[str]) -> tuple[str, ...]:
    every = itertools.product(PLACES, TIMES, THINGS, TEAMS)
    words = [
        {"place": place, "time": time, "thing": thing, "team": team}
        for place, time, thing, team in every
    ]
    return tuple(dict.fromkeys(escaped(one.format(**word)) for one in templates for word in words))


def _numbered(templates: Iterable[str]) -> tuple[str, ...]:
    return tuple(one.format(n=number) for number in range(1, COUNT + 1) for one in templates)


MESSAGES = _filled(SENTENCES)
SEARCHES = _filled(QUERIES)
VISITS = tuple(
    (url.format(n=number), title.format(n=number))
    for number in range(1, COUNT + 1)
    for url, title in PAGES
)
PATHS = _numbered(FILES)
