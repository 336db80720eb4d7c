import msgspec
import pytest

from triage.sampling.records import Tally
from triage.sampling.verdict import Drawn, percent, verdict

DRAWN = Drawn(population=131_072, drawn=2344, unit=4096, held=255, miss_bytes=1 << 20)


def test_a_probability_is_given_where_most_of_what_is_there_can_be_seen() -> None:
    said = verdict(DRAWN, Tally(empty=2000, open=100, stored=244))
    assert said.probability == pytest.approx(0.99, abs=1e-4)
    assert "1,048,576 bytes in a row" in said.statement
    assert "probability 99.0" in said.statement


@pytest.mark.parametrize("hidden", [Tally(ciphertext=101), Tally(unexplained=101)])
def test_no_probability_where_most_of_what_is_there_cannot_be_seen(hidden: Tally) -> None:
    shown = hidden.plus(Tally(empty=2000, open=101))
    hidden = hidden.plus(Tally(empty=2000, open=100))
    assert verdict(DRAWN, hidden).probability is None
    assert verdict(DRAWN, hidden).statement.startswith("No probability is given: 50.24 %")
    assert verdict(DRAWN, shown).probability is not None


def test_listed_media_and_what_a_read_file_system_holds_are_no_reason_to_say_nothing() -> None:
    assert verdict(DRAWN, Tally(media=1000, stored=1344)).probability is not None


def test_an_empty_medium_has_a_probability_too() -> None:
    assert verdict(DRAWN, Tally(empty=2344)).probability == pytest.approx(0.99, abs=1e-4)


def test_blocks_that_could_not_be_read_do_not_count_as_drawn() -> None:
    fewer = verdict(DRAWN, Tally(empty=1844, unreadable=500)).probability
    assert fewer is not None
    assert 0.9 < fewer < 0.98
    assert verdict(DRAWN, Tally(unreadable=2344)).probability is None


def test_certainty_is_said_only_where_every_block_was_read() -> None:
    whole = msgspec.structs.replace(DRAWN, whole=True)
    said = verdict(whole, Tally(empty=2344))
    assert said.probability == 1.0
    assert said.statement.startswith("Every block was read.")
    assert not verdict(DRAWN, Tally(empty=2344)).statement.startswith("Every block was read.")


def test_an_encrypted_source_has_none() -> None:
    said = verdict(DRAWN, Tally(), "LUKS encrypted disk")
    assert said.probability is None
    assert "LUKS encrypted disk" in said.statement


@pytest.mark.parametrize(
    ("share", "text"), [(0.99999, "99.99 %"), (1.0, "100.00 %"), (0.29, "29.00 %"), (0, "0.00 %")]
)
def test_a_share_is_never_rounded_up(share: float, text: str) -> None:
    assert percent(share) == text


def test_what_may_have_missed_is_never_said_to_be_certain() -> None:
    nearly = msgspec.structs.replace(DRAWN, population=20_000, drawn=2344)
    said = verdict(nearly, Tally(empty=2344))
    assert said.probability is not None
    assert said.probability > 1 - 1e-11
    assert "probability 99.99 %" in said.statement
    everything = verdict(nearly, Tally(empty=20_000))
    assert (everything.probability, "100.00 %" in everything.statement) == (1.0, True)
