"""The cheapest circle through a withheld count along which one person could be moved."""

import heapq
from collections.abc import Hashable, Mapping
from typing import NamedTuple, TypeVar

P = TypeVar("P", bound=Hashable)
Links = dict[str, list[tuple[str, P, int]]]


class Arc(NamedTuple):
    """A count that flows from one sum to another."""

    start: str
    end: str
    size: int


def circle(place: P, arcs: Mapping[P, Arc], hidden: set[P]) -> set[P]:
    """What must be withheld, at least, for the count at ``place`` not to be worked out.

    What is withheld already costs nothing, anything else what it counts and one more. A count may
    always be one more, and one less where it is not nought. Empty where there is no such circle.
    """
    links = _links(place, arcs, hidden)
    arc = arcs[place]
    more = _cheapest(links, arc.end, arc.start)
    less = _cheapest(links, arc.start, arc.end) if arc.size > 0 else None
    found = [path for path in (more, less) if path is not None]
    return min(found, key=lambda path: path[0])[1] if found else set()


def _links(place: P, arcs: Mapping[P, Arc], hidden: set[P]) -> Links[P]:
    links: Links[P] = {}
    for other, arc in arcs.items():
        if other == place:
            continue
        cost = 0 if other in hidden else arc.size + 1
        links.setdefault(arc.start, []).append((arc.end, other, cost))
        if arc.size > 0:
            links.setdefault(arc.end, []).append((arc.start, other, cost))
    return links


def _cheapest(links: Links[P], start: str, goal: str) -> tuple[int, set[P]] | None:
    """Dijkstra's way from one sum to another."""
    reached: dict[str, tuple[int, P | None, str]] = {start: (0, None, start)}
    queue = [(0, start)]
    while queue:
        spent, node = heapq.heappop(queue)
        if node == goal:
            return spent, _walked(reached, start, goal)
        if spent > reached[node][0]:
            continue
        for after, place, cost in links.get(node, ()):
            if after not in reached or spent + cost < reached[after][0]:
                reached[after] = (spent + cost, place, node)
                heapq.heappush(queue, (spent + cost, after))
    return None


def _walked(reached: Mapping[str, tuple[int, P | None, str]], start: str, goal: str) -> set[P]:
    places = set()
    while goal != start:
        _, place, goal = reached[goal]
        if place is not None:
            places.add(place)
    return places
