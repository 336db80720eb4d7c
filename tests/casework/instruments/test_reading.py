from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from casework.errors import CaseworkError
from casework.instruments.instrument import ACUTE_2007, INSTRUMENTS, STABLE_2007
from casework.instruments.reading import read_rating
from casework.instruments.scoring import LevelRule, Scoring, read_scoring
from casework.records.coding import decoded, encoded
from casework.records.rating import Override, Rating

ALL = {item.id: 1 for item in STABLE_2007.items}


def rating(**changes: object) -> Rating:
    fields: dict[str, object] = {
        "id": "SA-1",
        "person": "P-0042",
        "instrument": "stable-2007",
        "edition": "2012",
        "as_at": date(2026, 11, 9),
        "assessor": "officer-1",
        "trained_until": date(2027, 1, 1),
        "scores": ALL,
        "static_tool": "RM2000/S",
        "static_level": "medium",
    }
    return Rating(**{**fields, **changes})  # type: ignore[arg-type]


def scoring(**changes: object) -> Scoring:
    """Made up: the cut-offs of no manual."""
    fields: dict[str, object] = {
        "instrument": "stable-2007",
        "edition": "2012",
        "version": "7",
        "sums": {"total": tuple(ALL)},
        "bands": {"total": ((0, "calm"), (10, "rough"))},
        "levels": (
            LevelRule(static_tool="RM2000/S", static_level="medium", band="rough", level="X"),
        ),
    }
    return Scoring(**{**fields, **changes})  # type: ignore[arg-type]


def test_the_instruments_have_as_many_items_as_their_manuals() -> None:
    assert (len(ACUTE_2007.items), len(STABLE_2007.items)) == (7, 13)
    assert [item.id for item in STABLE_2007.items if item.may_not_apply] == [
        "identification-with-children"
    ]


def test_a_rating_is_the_same_after_it_was_written_and_read() -> None:
    given = rating(override=Override(level="Y", reason="Seen at home."))
    assert decoded(Rating, encoded(given)) == given


def test_a_total_is_given_and_never_a_band_of_the_software_s_own() -> None:
    found = read_rating(rating())
    assert [(one.name, one.score, one.maximum, one.band) for one in found.sums] == [
        ("total", 13, 26, None)
    ]
    assert found.level is None
    assert found.statement == "Stable-2007 is not interpretable alone"


def test_an_item_that_does_not_apply_lowers_the_maximum() -> None:
    scores = {name: 2 for name in ALL if name != "identification-with-children"}
    found = read_rating(rating(scores=scores, not_applicable=("identification-with-children",)))
    assert found.complete
    assert (found.sums[0].score, found.sums[0].maximum) == (24, 24)


def test_an_incomplete_rating_stays_incomplete() -> None:
    scores = {name: 1 for name in ALL if name != "impulsivity"}
    found = read_rating(rating(scores=scores), scoring())
    assert (found.complete, found.missing) == (False, ("impulsivity",))
    assert (found.sums[0].score, found.sums[0].band, found.level) == (None, None, None)
    assert found.statement == "Stable-2007 is incomplete: 1 items are not rated"


def test_a_missing_item_is_made_up_for_only_where_the_force_says_so_and_it_shows() -> None:
    scores = {name: 1 for name in ALL if name != "impulsivity"}
    found = read_rating(rating(scores=scores), scoring(prorate_missing=1))
    assert (found.complete, found.sums[0].score, found.sums[0].prorated) == (False, 13, True)


def test_bands_and_levels_are_the_force_s() -> None:
    found = read_rating(rating(), scoring())
    assert (found.sums[0].band, found.level, found.scoring_version) == ("rough", "X", "7")
    assert read_rating(rating(static_level="high"), scoring()).level is None


def test_the_scoring_of_another_edition_is_refused() -> None:
    with pytest.raises(CaseworkError, match="stable-2007 2030"):
        read_rating(rating(), scoring(edition="2030"))


def test_a_profile_of_images_only_asks_for_rm2000_and_gets_no_level_with_another_tool() -> None:
    other = LevelRule(static_tool="Static-99R", static_level="III", band="rough", level="X")
    beside = rating(images_only=True, static_tool="Static-99R", static_level="III")
    found = read_rating(beside, scoring(levels=(other,)))
    assert found.level is None
    assert found.prompts == ("convictions for images only: the static tool is RM2000",)
    assert read_rating(rating(images_only=True), scoring()).level == "X"


def acute(**scores: int) -> Rating:
    given = {item.id: 1 for item in ACUTE_2007.items}
    given.update({name.replace("_", "-"): score for name, score in scores.items()})
    return rating(instrument="acute-2007", edition="2007", scores=given)


def test_a_call_to_intervene_is_prompted_and_is_no_number() -> None:
    found = read_rating(acute(hostility=3))
    assert found.prompts == ("intervene now: hostility",)
    assert found.complete
    assert found.sums[0].score is None
    counted = scoring(
        instrument="acute-2007",
        edition="2007",
        sums={"some": ("hostility", "victim-access")},
        bands={},
        levels=(),
        intervene_counts=3,
    )
    assert read_rating(acute(hostility=3), counted).sums[0].score == 4


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: rating(trained_until=date(2026, 11, 8)), "trained until 2026-11-08 only"),
        (lambda: rating(assessor=""), "assessor is empty"),
        (lambda: rating(scores={"charm": 1}), "no item charm"),
        (lambda: rating(scores={"impulsivity": 3}), "not on its scale"),
        (lambda: rating(scores={"impulsivity": -1}), "not on its scale"),
        (lambda: rating(scores={}, not_applicable=("impulsivity",)), "applies"),
        (lambda: rating(not_applicable=("identification-with-children",)), "applies"),
        (lambda: rating(instrument="tarot"), "no instrument tarot"),
        (lambda: acute(hostility=4), "not on its scale"),
        (lambda: Override(level="Y", reason=""), "reason is empty"),
        (lambda: scoring(bands={"total": ((1, "a"),)}), "rising from 0"),
        (lambda: scoring(bands={"other": ((0, "a"),)}), "of a sum"),
        (lambda: scoring(sums={"total": ("charm",)}), "no item charm"),
        (lambda: read_scoring(b"{}"), "no scoring configuration"),
    ],
)
def test_what_no_trained_person_can_have_rated_is_refused(
    make: Callable[[], object], text: str
) -> None:
    with pytest.raises(CaseworkError, match=text):
        make()


def test_no_percentage_and_no_cut_off_is_shipped() -> None:
    package = Path(__file__).parents[3] / "casework" / "instruments"
    text = "".join(file.read_text("utf-8") for file in package.glob("*.py"))
    assert "per cent" not in text
    assert set(INSTRUMENTS) == {"acute-2007", "stable-2007"}
    assert not any("band" in field for field in STABLE_2007.__struct_fields__)
