"""An instrument: names and scales of its items. What a score means stands in its manual, not here.

Item names and scales of Acute-2007 are in the assessment described at soraf.cyzap.net; those of
Stable-2007 could not be confirmed in a public source and are to be checked by the force that
uses them. No coding text, recidivism table or combination table is shipped.
"""

import msgspec

from casework.errors import CaseworkError


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An item, rated by a trained person from 0 to ``highest``.

    ``intervene`` is the rating that calls for action at once, where there is one; it is no number
    to be added up.
    """

    id: str
    name: str
    highest: int = 2
    intervene: int | None = None
    may_not_apply: bool = False


class Instrument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``alone`` is false where its total means nothing without a static instrument beside it."""

    id: str
    name: str
    items: tuple[Item, ...]
    alone: bool = True

    def item(self, identifier: str) -> Item:
        """The item; raises ``CaseworkError`` where the instrument has none of that name."""
        for item in self.items:
            if item.id == identifier:
                return item
        raise CaseworkError(f"{self.name} has no item {identifier}")


def _acute(identifier: str, name: str) -> Item:
    return Item(id=identifier, name=name, intervene=3)


ACUTE_2007 = Instrument(
    id="acute-2007",
    name="Acute-2007",
    alone=False,
    items=(
        _acute("victim-access", "victim access"),
        _acute("hostility", "hostility"),
        _acute("sexual-preoccupation", "sexual preoccupation"),
        _acute("rejection-of-supervision", "rejection of supervision"),
        _acute("emotional-collapse", "emotional collapse"),
        _acute("collapse-of-social-supports", "collapse of social supports"),
        _acute("substance-abuse", "substance abuse"),
    ),
)

STABLE_2007 = Instrument(
    id="stable-2007",
    name="Stable-2007",
    alone=False,
    items=(
        Item(id="significant-social-influences", name="significant social influences"),
        Item(id="relationship-stability", name="capacity for relationship stability"),
        Item(
            id="identification-with-children",
            name="emotional identification with children",
            may_not_apply=True,
        ),
        Item(id="hostility-toward-women", name="hostility toward women"),
        Item(id="general-social-rejection", name="general social rejection"),
        Item(id="lack-of-concern", name="lack of concern for others"),
        Item(id="impulsivity", name="impulsivity"),
        Item(id="poor-problem-solving", name="poor problem solving"),
        Item(id="negative-emotionality", name="negative emotionality"),
        Item(id="sexual-preoccupation", name="sex drive and preoccupation"),
        Item(id="sex-as-coping", name="sex as coping"),
        Item(id="deviant-preference", name="deviant sexual preference"),
        Item(id="co-operation", name="co-operation with supervision"),
    ),
)

INSTRUMENTS: dict[str, Instrument] = {one.id: one for one in (ACUTE_2007, STABLE_2007)}
"""Those that records may name; another is one more entry here."""


def instrument_named(identifier: str) -> Instrument:
    """The instrument; raises ``CaseworkError`` for one that is not known."""
    try:
        return INSTRUMENTS[identifier]
    except KeyError:
        raise CaseworkError(f"no instrument {identifier}: {', '.join(INSTRUMENTS)}") from None
