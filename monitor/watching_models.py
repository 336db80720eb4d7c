"""Whether the model that runs still fits what comes in, by the latest verdicts."""

from pathlib import Path

from sqlalchemy import Connection

from models.catalogue import Catalogue
from models.drift import in_the_large, shifts, words
from models.examples import examples_of
from models.features import DECLARED
from models.fits import Fits
from models.storage import check_features, load
from models.threads import one_thread
from monitor.labelled import examples
from monitor.store.labels import labels

LATEST = 200
"""Verdicts that are looked at."""


def fits(connection: Connection, master: bytes, home: Path) -> Fits | None:
    """How the last approved model does; null where none is approved. Raises ``ModelError``."""
    catalogue = Catalogue(home / "models")
    running = catalogue.running()
    if running is None:
        return None
    fitted, _ = load(catalogue.place(running.name))
    check_features(fitted, running.name)
    found = list(labels(connection, master, LATEST))
    latest = examples_of(examples(found))
    large = None
    if found:
        with one_thread():
            large = in_the_large(fitted.likelihood(latest.rows), latest.acted)
    return Fits(
        model=running.name,
        verdicts=len(found),
        inputs=words(shifts(DECLARED, fitted.profile, latest.rows)),
        calibration=large.words() if large else "no verdict was given yet",
    )
