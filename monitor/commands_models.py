"""``skerry models …``: learn from verdicts or made-up streams, and say how good that is."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from casework.asking import RAW, Parsers, group, host_account
from casework.moments import utc_now, written
from casework.terminal import tell, tell_json, tell_rows, warn
from skerry import home

if TYPE_CHECKING:
    from models.card import Card
    from models.catalogue import Catalogue

METHODS = ("boosted", "logistic")
HEADER = ("name", "made", "method", "data", "people", "alerts", "acted", "approved", "sha256")
EXIT_REFUSED = 3


def register(halves: Parsers) -> None:
    """Add the commands."""
    commands = group(halves, "models", "how likely an operator is to act on an alert: learn, check")
    text = "learn a model, and compare it with the running one on people held out"
    train = _command(commands, "train", text, "models train --name autumn --from-verdicts")
    train.add_argument("--name", required=True)
    _add_data(train)
    train.set_defaults(perform=_train)
    text = "honest figures of a way to learn, beside what a unit would use without it"
    example = "models evaluate --from-truth events.jsonl truth.json basis.json"
    evaluate = _command(commands, "evaluate", text, example)
    _add_data(evaluate)
    evaluate.add_argument("--capacity", type=int, default=5, help="alerts looked at in a day")
    evaluate.add_argument("--model", metavar="NAME", help="a stored model, on people new to it")
    evaluate.add_argument("--load", type=int, help="alerts told; default: half of all there are")
    evaluate.add_argument("--json", action="store_true", help="print JSON")
    evaluate.set_defaults(perform=_evaluate)
    card = _command(commands, "card", "a model's card", "models card autumn")
    card.add_argument("name")
    card.add_argument("--json", action="store_true", help="print JSON")
    card.set_defaults(perform=_card)
    listed = _command(commands, "list", "every model of this host", "models list")
    listed.add_argument("--format", choices=("table", "jsonl"), default="table")
    listed.set_defaults(perform=_list)
    text = "let a model run, by name: refused where it is worse than the running one"
    approve = _command(commands, "approve", text, "models approve autumn --by 'K. Reid'")
    approve.add_argument("name")
    approve.add_argument("--by", required=True, metavar="WHO")
    approve.add_argument("--why", default="", metavar="REASON")
    approve.set_defaults(perform=_approve)
    export = _command(commands, "export", "copy a model with its card", "models export autumn out")
    export.add_argument("name")
    export.add_argument("folder", type=Path)
    export.set_defaults(perform=_export)


def _command(commands: Parsers, name: str, text: str, example: str) -> argparse.ArgumentParser:
    return commands.add_parser(
        name, help=text, formatter_class=RAW, epilog=f"example: skerry {example}"
    )


def _add_data(parser: argparse.ArgumentParser) -> None:
    data = parser.add_mutually_exclusive_group(required=True)
    data.add_argument(
        "--from-verdicts", action="store_true", help="what operators said of alerts and samples"
    )
    data.add_argument(
        "--from-truth",
        nargs=3,
        type=Path,
        metavar=("STREAM", "TRUTH", "BASIS"),
        help="a stream of monitor simulate: everything made from it is named simulated",
    )
    parser.add_argument("--store", metavar="URL", help="default: monitor.db in SKERRY_HOME")
    parser.add_argument("--library", action="append", default=[], metavar="LIB")
    parser.add_argument("--method", choices=METHODS, default=METHODS[0])
    parser.add_argument("--seed", type=int, default=0)


def _train(given: argparse.Namespace) -> int:
    from monitor.learning import gathered, trained  # noqa: PLC0415 - scikit-learn takes a second

    catalogue = _catalogue()
    catalogue.place(given.name)
    data = gathered(given)
    card = trained(catalogue, given.name, data, given.method, given.seed)
    comparison = card.comparison
    for line in _lines(card):
        tell(line)
    if comparison is not None and comparison.refused:
        warn(f"{card.name} may not run: {comparison.refused}")
        return EXIT_REFUSED
    tell(f"it may run once somebody approves it: skerry models approve {card.name} --by WHO")
    return 0


def _evaluate(given: argparse.Namespace) -> int:
    from monitor.learning import asked_of, evaluated, figures, gathered  # noqa: PLC0415

    data = gathered(given)
    asked = asked_of(data, given.seed, given.capacity, given.load)
    found = evaluated(data, given.method, asked, given.model)
    if given.json:
        tell_json({"data": data.origin, "description": data.description, "evaluated": found})
        return 0
    for line in figures(data, found):
        tell(line)
    return 0


def _card(given: argparse.Namespace) -> int:
    from models.storage import load_card  # noqa: PLC0415

    card = load_card(_catalogue().place(given.name))
    if given.json:
        tell_json(card)
        return 0
    for line in _lines(card):
        tell(line)
    return 0


def _lines(card: "Card") -> Iterator[str]:
    from models.card import lines  # noqa: PLC0415

    return lines(card)


def _list(given: argparse.Namespace) -> int:
    catalogue = _catalogue()
    approvals = {(one.name, one.sha256): one.by for one in catalogue.approvals()}
    rows = [
        (
            card.name,
            card.made,
            card.method,
            str(card.data.origin),
            card.data.people,
            card.data.alerts,
            card.data.acted,
            approvals.get((card.name, card.sha256)),
            card.sha256[:12],
        )
        for card in catalogue.cards()
    ]
    tell_rows(HEADER, rows, given.format)
    return 0


def _approve(given: argparse.Namespace) -> int:
    approval = _catalogue().promoted(given.name, given.by, given.why, written(utc_now()))
    tell(f"{approval.name} ({approval.sha256[:12]}) may run, by {approval.by}, {approval.at}")
    warn(f"recorded by {host_account()} of this host")
    return 0


def _export(given: argparse.Namespace) -> int:
    card = _catalogue().export(given.name, given.folder)
    tell(f"{card.name}: {card.size} bytes, sha256 {card.sha256}, in {given.folder}")
    return 0


def _catalogue() -> "Catalogue":
    from models.catalogue import Catalogue  # noqa: PLC0415

    return Catalogue(home() / "models")
