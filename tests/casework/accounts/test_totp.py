from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.accounts.totp import accepted_step, address, code_at, step_at, typed

KEYS = {
    "sha1": b"12345678901234567890",
    "sha256": b"12345678901234567890123456789012",
    "sha512": b"1234567890123456789012345678901234567890123456789012345678901234",
}
RFC_6238 = [
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
]
RFC_4226 = [755224, 287082, 359152, 969429, 338314, 254676, 287922, 162583, 399871, 520489]
SECRET = KEYS["sha1"]


@pytest.mark.parametrize(("seconds", "sha1", "sha256", "sha512"), RFC_6238)
def test_codes_are_those_of_the_rfc(seconds: int, sha1: str, sha256: str, sha512: str) -> None:
    step = step_at(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
    found = [code_at(key, step, digits=8, algorithm=name) for name, key in KEYS.items()]
    assert found == [sha1, sha256, sha512]


def test_counters_are_those_of_the_rfc() -> None:
    assert [int(code_at(SECRET, counter)) for counter in range(10)] == RFC_4226


NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@given(st.integers(-5, 5))
def test_a_clock_may_be_one_step_off_and_no_more(drift: int) -> None:
    step = step_at(NOW)
    found = accepted_step(SECRET, code_at(SECRET, step + drift), NOW, last=0)
    assert found == (step + drift if abs(drift) <= 1 else None)


@given(st.integers(-1, 1), st.integers(-1, 1))
def test_no_code_serves_twice_nor_an_earlier_one_after_it(first: int, second: int) -> None:
    step = step_at(NOW)
    last = accepted_step(SECRET, code_at(SECRET, step + first), NOW, last=0)
    assert last == step + first
    again = accepted_step(SECRET, code_at(SECRET, step + second), NOW, last=last)
    assert (again is None) == (second <= first)


@given(st.text(max_size=12))
def test_any_text_is_judged_and_almost_none_accepted(text: str) -> None:
    good = {code_at(SECRET, step_at(NOW) + drift) for drift in (-1, 0, 1)}
    assert (accepted_step(SECRET, text, NOW, 0) is not None) == (text.replace(" ", "") in good)


def test_the_address_names_the_account_and_its_secret() -> None:
    assert typed(SECRET) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert address(SECRET, "jo.unreal") == (
        "otpauth://totp/Skerry%3Ajo.unreal?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Skerry"
    )
