"""A real, benign, labelled stream of text: does the way to learn find anything at all in it?

IRC logs with links from each message to those that it replies to, made by people (Kummerfeld et
al., "A large-scale corpus for conversation disentanglement", ACL 2019). Asked: is a message an
answer to somebody else? Known of it: counts, and whom it names. Judged on people never met.
"""

import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from models.bootstrap import drawn
from models.evaluation import cross_calibrated
from models.examples import Examples
from models.features import Declared
from models.measures import brier
from models.members import Method
from models.threads import one_thread
from models.training import out_of_fold
from tests.house import ROOT

FOLDER = ROOT.parent / "shared" / "data" / "text"
LOGS = ("rust.1", "2010-08-17_18", "ubuntu-meeting.0", "ubuntu-meeting.1")
SAID = re.compile(r"\[\d\d:\d\d(?::\d\d)?\] <([^>]+)> (.*)")
DECLARED = Declared(
    "irc-1",
    ("count", "words", "question", "names somebody", "named lately", "silence", "newcomer"),
    (False,) * 7,
    (True, True, False, False, False, True, False),
)


class Said(NamedTuple):
    who: str
    text: str


def messages(lines: list[str]) -> list[Said | None]:
    found = [SAID.search(line) for line in lines]
    return [None if one is None else Said(one[1], one[2]) for one in found]


def row(said: list[Said | None], at: int) -> list[float]:
    own = said[at]
    assert own is not None
    before = [one for one in said[max(at - 30, 0) : at] if one is not None]
    mine = [number for number, one in enumerate(before[::-1]) if one.who == own.who]
    named = own.text.split(":")[0].split(",")[0].strip()
    lately = sum(own.who in one.text for one in before[-10:])
    return [
        float(np.log1p(len(own.text))),
        float(np.log1p(len(own.text.split()))),
        float("?" in own.text),
        float(any(one.who == named for one in before)),
        float(np.log1p(lately)),
        float(mine[0] if mine else 30),
        float(not mine),
    ]


def annotated(folder: Path) -> Examples:
    rows, acted, people, alerts = [], [], [], []
    for log in LOGS:
        said = messages((folder / f"{log}.ascii.txt").read_text("utf-8").split("\n"))
        links: dict[int, set[int]] = defaultdict(set)
        for line in (folder / f"{log}.annotation.txt").read_text("utf-8").splitlines():
            earlier, later = map(int, line.split()[:2])
            links[max(earlier, later)].add(min(earlier, later))
        for at in sorted(links):
            own = said[at]
            if own is None:
                continue
            answers = [one for one in links[at] if one != at]
            others = [one for one in (said[one] for one in answers) if one is not None]
            rows.append(row(said, at))
            acted.append(any(one.who != own.who for one in others))
            people.append(f"{log} {own.who}")
            alerts.append(f"{log} {at}")
    count = np.arange(len(rows), dtype=np.int64)
    return Examples(
        np.array(rows), np.array(acted), tuple(people), tuple(alerts), count, np.ones_like(count)
    )


@pytest.mark.parametrize("method", list(Method))
def test_answers_to_others_are_found_among_people_never_met(method: Method) -> None:
    if not (FOLDER / "rust.1.ascii.txt").exists():
        pytest.skip("the logs are not beside this checkout")
    found = annotated(FOLDER)
    assert len(found.people) > 900
    with one_thread():
        likely = cross_calibrated(found, out_of_fold(found, DECLARED, method, 1), 1)
    usual = np.full(len(likely), found.acted.mean())
    names = sorted(set(found.people))
    whose = np.array([names.index(one) for one in found.people])
    gains = []
    for which in drawn(len(names), 1, 200):
        weights = np.bincount(which, minlength=len(names))[whose].astype(float)
        gains.append(brier(usual, found.acted, weights) - brier(likely, found.acted, weights))
    assert np.quantile(gains, 0.025) > 0
