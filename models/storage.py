"""A model on disk: ``model.skops``, and its card beside it in ``card.json`` and ``card.txt``.

skops writes types by name and arrays as such, and runs nothing that a file brings. What a file may
name is listed here; a file that names anything else is refused before any of it is made.
"""

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import skops.io

from models.calibration import Calibration, Kind
from models.card import Card, lines
from models.errors import ModelError
from models.features import DECLARED, Declared
from models.members import Member, Method
from models.training import Fitted

MODEL, CARD, TEXT = "model.skops", "card.json", "card.txt"
FORM = 1
LARGEST = 64 << 20
LARGEST_UNPACKED = 256 << 20

_BOOSTING = "sklearn.ensemble._hist_gradient_boosting"
TRUSTED = frozenset(
    {
        "builtins.dict",
        "builtins.list",
        "builtins.str",
        "builtins.tuple",
        "numpy.float64",
        "numpy.ndarray",
        "numpy.random._generator.Generator",
        "numpy.uint64",
        f"{_BOOSTING}.binning._BinMapper",
        f"{_BOOSTING}.gradient_boosting.HistGradientBoostingClassifier",
        f"{_BOOSTING}.predictor.TreePredictor",
        "sklearn._loss._loss.CyHalfBinomialLoss",
        "sklearn._loss.link.Interval",
        "sklearn._loss.link.LogitLink",
        "sklearn._loss.loss.HalfBinomialLoss",
        "sklearn.linear_model._logistic.LogisticRegression",
        "sklearn.pipeline.Pipeline",
        "sklearn.preprocessing._data.StandardScaler",
        "sklearn.preprocessing._label.LabelEncoder",
    }
)
"""Every type that a model's file may name."""

ASKED_OF_SKOPS = [f"{_BOOSTING}.predictor.TreePredictor"]
"""Those of them that skops does not trust by itself."""


def dumped(fitted: Fitted) -> bytes:
    """The model as a file of skops."""
    state = {
        "form": FORM,
        "method": str(fitted.method),
        "features": fitted.declared.version,
        "names": list(fitted.declared.names),
        "rises": [bool(one) for one in fitted.declared.rises],
        "counts": [bool(one) for one in fitted.declared.counts],
        "estimators": [one.estimator for one in (fitted.main, *fitted.ensemble)],
        "masks": np.stack([one.mask for one in (fitted.main, *fitted.ensemble)]),
        "calibration": str(fitted.calibration.kind),
        "x": fitted.calibration.x,
        "y": fitted.calibration.y,
        "reference": fitted.reference,
        "profile": fitted.profile,
    }
    content: bytes = skops.io.dumps(state, compression=zipfile.ZIP_DEFLATED)
    return content


def save(folder: Path, fitted: Fitted, card: Card) -> Card:
    """Write a model and its card into a new folder; the card, with what it says of the file.

    Raises ``ModelError`` where there is a model of that name.
    """
    if folder.exists():
        raise ModelError(f"there is a model {folder.name} already: a model is never written over")
    content = dumped(fitted)
    digest = hashlib.sha256(content).hexdigest()
    whole = msgspec.structs.replace(card, size=len(content), sha256=digest)
    fresh = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    (fresh / MODEL).write_bytes(content)
    (fresh / CARD).write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n")
    (fresh / TEXT).write_text("".join(f"{line}\n" for line in lines(whole)), "utf-8")
    fresh.rename(folder)
    return whole


def load_card(folder: Path) -> Card:
    """A model's card; raises ``ModelError``."""
    try:
        return msgspec.json.decode((folder / CARD).read_bytes(), type=Card)
    except FileNotFoundError:
        raise ModelError(f"there is no model {folder.name}: skerry models list") from None
    except (OSError, msgspec.DecodeError) as error:
        raise ModelError(f"model {folder.name}: its card cannot be read: {error}") from None


def load(folder: Path) -> tuple[Fitted, Card]:
    """A model and its card; raises ``ModelError`` where anything is other than the card says."""
    card = load_card(folder)
    try:
        with (folder / MODEL).open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise ModelError(f"model {folder.name}: {error.strerror}") from None
    if len(content) != card.size or hashlib.sha256(content).hexdigest() != card.sha256:
        raise ModelError(f"model {folder.name}: its file is not the one that its card describes")
    return loaded(content, folder.name), card


def loaded(content: bytes, name: str) -> Fitted:
    """The model in a file's bytes; raises ``ModelError`` for anything that is not one of ours."""
    check(content, name)
    try:
        state = skops.io.loads(content, trusted=ASKED_OF_SKOPS)
        return _fitted(state, name)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise ModelError(f"model {name}: not as this Skerry writes models: {error}") from None


def check(content: bytes, name: str) -> None:
    """Refuse what names a type that is not trusted; nothing of the file is made."""
    if len(content) > LARGEST:
        raise ModelError(f"model {name}: larger than {LARGEST} bytes: refused")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST_UNPACKED:
                raise ModelError(f"model {name}: unpacks to more than {LARGEST_UNPACKED} bytes")
            schema = json.loads(archive.read("schema.json"))
    except (zipfile.BadZipFile, KeyError, ValueError, RecursionError):
        raise ModelError(
            f"model {name}: no file of skops: refused, as are pickle and joblib; nothing was loaded"
        ) from None
    unknown = sorted({*named(schema)} - TRUSTED)
    if unknown:
        raise ModelError(f"model {name}: names {unknown[0]}, which is not trusted: refused")


def named(schema: object) -> Iterator[str]:
    """Every type that a schema of skops names."""
    waiting: list[object] = [schema]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if "__class__" in one or "__module__" in one:
                yield f"{one.get('__module__')}.{one.get('__class__')}"
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _fitted(state: dict[str, Any], name: str) -> Fitted:
    declared = Declared(
        state["features"], tuple(state["names"]), tuple(state["rises"]), tuple(state["counts"])
    )
    if state["form"] != FORM:
        raise ValueError(f"form {state['form']}")
    members = [
        Member(estimator, mask)
        for estimator, mask in zip(state["estimators"], state["masks"], strict=True)
    ]
    calibration = Calibration(Kind(state["calibration"]), state["x"], state["y"])
    fitted = Fitted(
        declared,
        Method(state["method"]),
        members[0],
        tuple(members[1:]),
        calibration,
        state["reference"],
        state["profile"],
    )
    if fitted.likelihood(fitted.reference[None, :]).shape != (1,):
        raise ValueError(f"{name} answers no likelihood")
    return fitted


def check_features(fitted: Fitted, name: str) -> None:
    """Refuse a model of other features than this release measures."""
    if fitted.declared != DECLARED:
        raise ModelError(
            f"model {name} was made for features {fitted.declared.version}, and this Skerry"
            f" measures {DECLARED.version}: train it again"
        )
