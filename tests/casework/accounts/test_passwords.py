import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.accounts.hashing import Argon2id, argon2id
from casework.accounts.passwords import check_password, normal
from casework.errors import CaseworkError
from tests.casework.accounts.conftest import CHEAP, PASSWORD


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "x" * 257,
        "password1234",
        "Password123!!!",
        "P4ssw0rd2026!",
        "passwordpassword",
        "letmein-letmein",
        "12345678901234",
        "qwertyuiopasdf",
        "abcdefghijklmn",
        "aaaaaaaaaaaaaa",
        "abababababababab",
        "skerry-skerry-1",
        "Administrator1",
        "unreal-jo-2026!",
        "jo.unreal12345",
        "SummerMonday2026",
    ],
)
def test_a_password_that_is_tried_first_is_refused(password: str) -> None:
    with pytest.raises(CaseworkError, match="password"):
        check_password(password, "jo.unreal", "Jo Unreal")


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "correct horse ledger", "ünïcode päßwörter", "k7#Qz!v0Lm2$", "æble grød og fløde"],
)
def test_three_words_or_a_random_one_are_accepted_without_rules_of_composition(
    password: str,
) -> None:
    check_password(password, "jo.unreal", "Jo Unreal")


@given(st.text(max_size=300))
def test_only_12_to_256_characters_are_ever_accepted(password: str) -> None:
    try:
        check_password(password, "jo.unreal")
    except CaseworkError:
        return
    assert 12 <= len(normal(password)) <= 256


@given(st.sampled_from(["password", "letmein", "skerry"]), st.text("0123456789!?.- ", max_size=30))
def test_ornament_does_not_make_a_common_word_a_password(word: str, ornament: str) -> None:
    with pytest.raises(CaseworkError, match="password"):
        check_password(word + ornament)


def test_a_password_is_the_same_whichever_way_the_keyboard_composed_it() -> None:
    kept = CHEAP.hash(normal("cafe\u0301 lantern mosaic"))
    assert CHEAP.matches(kept, normal("caf\u00e9 lantern mosaic"))


def test_what_is_kept_is_argon2id_with_the_rfcs_parameters_and_a_salt() -> None:
    first, second = argon2id().hash(PASSWORD), argon2id().hash(PASSWORD)
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert first != second
    assert argon2id().matches(second, PASSWORD)


def test_a_hash_of_weaker_parameters_is_known_as_outdated() -> None:
    assert argon2id().is_outdated(CHEAP.hash(PASSWORD))
    assert not CHEAP.is_outdated(CHEAP.hash(PASSWORD))


@pytest.mark.parametrize(
    "kept",
    [None, "", "$argon2id$nonsense", CHEAP.hash("another one")],
    ids=["none", "empty", "nonsense", "another"],
)
def test_no_other_hash_matches(kept: str | None) -> None:
    assert not Argon2id(8, 1, 1).matches(kept, PASSWORD)
    assert not Argon2id(8, 1, 1).matches(None, "of nobody")
