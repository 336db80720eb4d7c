"""Every statistic counted over plain dictionaries, knowing nothing of how the product counts.

Dates are ISO texts, which compare as the days do.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from casework.records.base import Record

Plain = dict[str, Any]
Test = Callable[[Plain], bool]

GB = ZoneInfo("Europe/London")
NO_AREA = "area not recorded"


def plain(records: Iterable[Record]) -> dict[str, list[Plain]]:
    """Records as JSON would hold them, by kind."""
    found: dict[str, list[Plain]] = {"person": [], "order": [], "proceeding": []}
    for record in records:
        found[record.KIND].append(msgspec.to_builtins(record))
    return found


def inside(span: Plain, day: str) -> bool:
    return span["since"] <= day and (span["until"] is None or span["until"] >= day)


def last_of(spans: list[Plain], day: str) -> Plain | None:
    hits = sorted((s for s in spans if inside(s, day)), key=lambda s: s["since"])
    return hits[-1] if hits else None


class Counter:
    def __init__(self, records: Iterable[Record], ends_in: int) -> None:
        data = plain(records)
        self.people = {p["id"]: p for p in data["person"]}
        self.orders = data["order"]
        self.kind_of_order = {o["id"]: o["type"] for o in data["order"]}
        self.events = sorted(data["proceeding"], key=lambda e: (e["on"], e["id"]))
        self.begin, self.end = f"{ends_in - 1}-04-01", f"{ends_in}-03-31"
        self.moment = datetime(ends_in, 4, 1, 0, 0, tzinfo=GB).astimezone(UTC)

    # --- people on the day

    def area_of(self, reference: str, day: str) -> str:
        person = self.people.get(reference)
        span = last_of(person["management"], day) if person else None
        return span["area"] if span else NO_AREA

    def episode(self, person: Plain, name: str) -> bool:
        return any(e["standing"] == name and inside(e, self.end) for e in person["episodes"])

    def alive(self) -> list[Plain]:
        return [p for p in self.people.values() if not self.episode(p, "deceased")]

    def notifying(self) -> list[Plain]:
        return [p for p in self.alive() if any(inside(n, self.end) for n in p["notification"])]

    def community(self) -> list[Plain]:
        free = []
        for person in self.notifying():
            locked = any(inside(c, self.end) for c in person["custody"])
            elsewhere = any(
                self.episode(person, name) for name in ("abroad", "in custody", "in hospital")
            )
            if not locked and not elsewhere:
                free.append(person)
        return free

    def by_area(self, people: list[Plain]) -> list[str]:
        return [self.area_of(p["id"], self.end) for p in people]

    def wanted(self) -> list[Plain]:
        return [p for p in self.notifying() if self.episode(p, "wanted")]

    def missing(self) -> list[Plain]:
        return [p for p in self.notifying() if self.episode(p, "missing")]

    def indefinite(self) -> list[Plain]:
        hits = []
        for person in self.notifying():
            spans = [n for n in person["notification"] if inside(n, self.end)]
            if max(spans, key=lambda s: s["since"])["indefinite"]:
                hits.append(person)
        return hits

    def level(self, person: Plain) -> str:
        span = last_of(person["management"], self.end)
        return str(span["level"]) if span and span["level"] else "none"

    def category(self, person: Plain) -> str:
        span = last_of(person["management"], self.end)
        return str(span["category"]) if span and span["category"] else "none"

    def managed(self) -> list[Plain]:
        return [p for p in self.alive() if last_of(p["management"], self.end)]

    def age(self, person: Plain) -> int:
        if person["born"] is None:
            return -1
        year, rest = int(person["born"][:4]), person["born"][5:]
        return int(self.end[:4]) - year - (1 if rest > "03-31" else 0)

    def conditioned(self, person: Plain) -> bool:
        kinds = ("licence", "community payback order")
        return any(
            o["person"] == person["id"] and o["type"] in kinds and self.running(o)
            for o in self.orders
        )

    # --- orders

    def running(self, order: Plain) -> Plain | None:
        """The terms that hold in the last instant of 31 March; null where none do."""
        instant = self.moment
        if order["ending"] and datetime.fromisoformat(order["ending"]["at"]) < instant:
            return None
        begun: list[Plain] = [
            t for t in order["terms"] if datetime.fromisoformat(t["since"]) < instant
        ]
        if not begun:
            return None
        terms = begun[-1]
        return None if terms["last_day"] and terms["last_day"] < self.end else terms

    def in_force(self, kind: str, interim: bool) -> list[str]:
        areas = []
        for order in self.orders:
            terms = self.running(order)
            if terms and order["type"] == kind and bool(terms["interim"]) == interim:
                areas.append(order["area"] or self.area_of(order["person"], self.end))
        return areas

    def imposed(self, kind: str) -> list[str]:
        return [
            o["area"] or self.area_of(o["person"], o["imposed"])
            for o in self.orders
            if o["type"] == kind and self.begin <= o["imposed"] <= self.end
        ]

    # --- events, each person once

    def flow(self, test: Test) -> list[Plain]:
        seen: set[str] = set()
        hits: list[Plain] = []
        for event in self.events:
            dated = self.begin <= event["on"] <= self.end
            if dated and event["person"] not in seen and test(event):
                seen.add(event["person"])
                hits.append(event)
        return hits

    def flow_areas(self, test: Test) -> list[str]:
        return [e["area"] or self.area_of(e["person"], e["on"]) for e in self.flow(test)]

    def notification(self, step: str) -> list[str]:
        return self.flow_areas(
            lambda e: e["step"] == step and e["matter"] == "breach of notification"
        )

    def order_breach(self, step: str, kinds: tuple[str, ...]) -> list[str]:
        return self.flow_areas(
            lambda e: (
                e["step"] == step
                and e["matter"] == "breach of an order"
                and self.kind_of_order[e["order"]] in kinds
            )
        )

    def step(self, step: str) -> list[str]:
        return self.flow_areas(lambda e: e["step"] == step)

    def further(self, level: str) -> list[str]:
        crimes = ("group 1 crime", "group 2 crime")
        areas = []
        for event in self.flow(lambda e: e["step"] == "convicted" and e["matter"] in crimes):
            span = last_of(self.people[event["person"]]["management"], event["on"])
            if (str(span["level"]) if span and span["level"] else "none") == level:
                areas.append(event["area"] or self.area_of(event["person"], event["on"]))
        return areas
