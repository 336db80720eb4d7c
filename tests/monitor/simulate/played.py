"""A small simulated stream, worked out once."""

import json
from functools import cache
from typing import Any

from monitor.simulate.asked import Asked
from monitor.simulate.plan import Plan, plan
from monitor.simulate.stream import stream
from monitor.simulate.truth import Truth, truths

MONDAY = 1_793_577_600_000
"""2 November 2026, in ms."""

ASKED = Asked(people=60, events=6000, seed=7, start=MONDAY)


@cache
def played(asked: Asked = ASKED) -> tuple[Plan, list[str], list[Truth]]:
    """The plan, the lines and the truths."""
    laid_out = plan(asked)
    lines = [event.line for batch in stream(laid_out) for event in batch]
    return laid_out, lines, truths(laid_out)


def events(asked: Asked = ASKED) -> list[Any]:
    """The events, parsed."""
    return [json.loads(line) for line in played(asked)[1]]
