"""A store with one record of each kind."""

from casework.act import Act
from casework.store import Store
from tests.casework.samples import every_kind


def fill(store: Store, act: Act) -> None:
    with store.writing(act) as writing:
        for record in every_kind():
            writing.add(record)
