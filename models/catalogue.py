"""The models of a host: ``models/NAME`` in ``SKERRY_HOME``, and which of them were approved."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from models.card import Card
from models.errors import ModelError
from models.storage import CARD, check_features, load, load_card
from models.training import Fitted

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
APPROVALS = "approvals.jsonl"


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """Who let a model run, when, and on what comparison."""

    name: str
    sha256: str
    by: str
    at: str
    why: str


class Catalogue:
    """A folder of models; approvals are appended, and the last one says which model runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, name: str) -> Path:
        """Where a model of the name lies; raises ``ModelError`` for what can be no name."""
        if not NAME.fullmatch(name):
            raise ModelError(f"{name!r} is no name of a model: small letters, digits and hyphens")
        return self.folder / name

    def cards(self) -> Iterator[Card]:
        """Every model's card, by name."""
        for path in sorted(self.folder.glob(f"*/{CARD}")):
            if NAME.fullmatch(path.parent.name):
                yield load_card(path.parent)

    def approvals(self) -> list[Approval]:
        """All approvals, the earliest first; raises ``ModelError`` where they cannot be read."""
        try:
            content = (self.folder / APPROVALS).read_bytes()
        except FileNotFoundError:
            return []
        try:
            return [msgspec.json.decode(line, type=Approval) for line in content.splitlines()]
        except msgspec.DecodeError as error:
            raise ModelError(f"{self.folder / APPROVALS}: {error}") from None

    def approve(self, approval: Approval) -> None:
        """Put an approval on record."""
        with (self.folder / APPROVALS).open("ab") as stream:
            stream.write(msgspec.json.encode(approval) + b"\n")

    def promoted(self, name: str, by: str, why: str, at: str) -> Approval:
        """Let a model run; raises ``ModelError`` where it was worse, or compared with another."""
        fitted, card = load(self.place(name))
        check_features(fitted, name)
        running, comparison = self.running(), card.comparison
        if comparison is None or comparison.refused is not None:
            reason = comparison.refused if comparison else "it was compared with nothing"
            raise ModelError(f"model {name} may not run: {reason}")
        if running is not None and running.name not in (comparison.beside, name):
            raise ModelError(
                f"model {name} was compared with {comparison.beside}, and {running.name} runs by"
                " now: train it again"
            )
        if not by.strip():
            raise ModelError("a model is approved by somebody: give a name")
        approval = Approval(name=name, sha256=card.sha256, by=by, at=at, why=why)
        self.approve(approval)
        return approval

    def export(self, name: str, folder: Path) -> Card:
        """Copy a model that loads, with its card, to a new folder; raises ``ModelError``."""
        _, card = load(self.place(name))
        if folder.exists():
            raise ModelError(f"{folder} is there already")
        shutil.copytree(self.place(name), folder)
        return card

    def running(self) -> Approval | None:
        """The last approval: the model that a new one is compared with."""
        return next(reversed(self.approvals()), None)

    def approved(self, name: str) -> tuple[Fitted, Card]:
        """A model that may run; raises ``ModelError`` for one that nobody approved."""
        fitted, card = load(self.place(name))
        check_features(fitted, name)
        if all((one.name, one.sha256) != (name, card.sha256) for one in self.approvals()):
            raise ModelError(f"nobody approved model {name}: skerry models approve {name} --by WHO")
        return fitted, card
