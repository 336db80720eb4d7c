from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import CaseworkError
from casework.key_file import existing_key, key_in
from casework.sealing import new_key, seal, unseal

KEY = bytes(range(32))


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_is_sealed_opens_in_its_place(content: bytes, place: str) -> None:
    assert unseal(KEY, seal(KEY, content, place), place) == content


@given(st.binary(min_size=1, max_size=50), st.data())
def test_one_changed_byte_is_found(content: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal(KEY, content, "here"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CaseworkError):
        unseal(KEY, bytes(sealed), "here")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + bytes(20), b"\x02" + bytes(40)])
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(CaseworkError):
        unseal(KEY, sealed, "here")


def test_content_opens_neither_elsewhere_nor_under_another_key() -> None:
    sealed = seal(KEY, b"content", "here")
    with pytest.raises(CaseworkError, match="was changed"):
        unseal(KEY, sealed, "there")
    with pytest.raises(CaseworkError, match="was changed"):
        unseal(new_key(), sealed, "here")


def test_the_same_content_is_sealed_differently_each_time() -> None:
    assert seal(KEY, b"content", "here") != seal(KEY, b"content", "here")


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "a.key"
    key = key_in(path)
    assert key_in(path) == existing_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["a.key"]


@pytest.mark.parametrize("text", ["", "zz", "00" * 31])
def test_a_damaged_key_is_never_replaced(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.key"
    path.write_text(text)
    with pytest.raises(CaseworkError, match="cannot read the key"):
        key_in(path)
    assert path.read_text() == text
