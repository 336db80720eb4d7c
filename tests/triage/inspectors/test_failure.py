import pytest

from triage.content import Unexamined
from triage.inspectors.failure import LONGEST_WORDING, parsing, wording
from triage.reasons import Reason


def test_a_wording_holds_no_object_address() -> None:
    failure = OSError("cannot identify <_io.BytesIO object at 0x7f3a11223344> at 0x7f3a11223344")
    assert wording(failure) == "OSError: cannot identify … at …"


def test_a_wording_holds_no_path_of_the_host() -> None:
    assert "evidence" not in wording(FileNotFoundError(2, "No such file", "/opt/evidence/x.mgc"))


def test_a_wording_keeps_types_that_hold_a_slash() -> None:
    assert wording(ValueError("no image/jpeg here")) == "ValueError: no image/jpeg here"


def test_a_wording_is_one_short_printable_line() -> None:
    text = wording(ValueError("a\x1b[31m\nb\u202e" + "c" * 1000))
    assert text.isprintable()
    assert len(text) <= LONGEST_WORDING


def test_a_failure_without_words_is_named() -> None:
    assert wording(ZeroDivisionError()) == "ZeroDivisionError"


def test_any_failure_of_a_parser_is_a_gap() -> None:
    with pytest.raises(Unexamined) as caught, parsing("picture"):
        raise SyntaxError("not a TIFF")
    assert caught.value.reason is Reason.DAMAGED
    assert caught.value.detail == "picture: SyntaxError: not a TIFF"


def test_want_of_memory_is_not_taken_for_damage() -> None:
    with pytest.raises(MemoryError), parsing("picture"):
        raise MemoryError
    with pytest.raises(MemoryError), parsing("picture"):
        raise OSError("Out of memory")


def test_a_gap_passes_as_it_is() -> None:
    with pytest.raises(Unexamined) as caught, parsing("picture"):
        raise Unexamined(Reason.UNREADABLE, "block 7")
    assert caught.value.detail == "block 7"


def test_a_module_missing_in_the_jail_is_not_taken_for_damage() -> None:
    with pytest.raises(ModuleNotFoundError), parsing("picture"):
        raise ModuleNotFoundError("PIL.ImageOps was not imported before the jail closed")
