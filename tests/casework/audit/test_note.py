import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from casework.audit.checkpoint import Checkpoint, opened, signed
from casework.audit.note import VerifierKey, open_note, sign_note, verifier_key
from casework.audit.signing_key import public_half
from casework.errors import CaseworkError

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))

# The example of golang.org/x/mod/sumdb/note, whose format this is.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6"
    "KE6RyyBwJnAM=\n"
)


def test_a_note_that_another_program_signed_is_read() -> None:
    text, key = open_note(GO_NOTE, (verifier_key(GO_KEY),))
    assert text.endswith("what your problem is.\n")
    assert key.name == "PeterNeumann"


def test_a_key_is_the_same_after_it_was_written_and_read() -> None:
    assert verifier_key(GO_KEY).text() == GO_KEY


@pytest.mark.parametrize("text", ["", "x", "x+00000000+AAAA", GO_KEY.replace("c74f", "c74e")])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(CaseworkError, match="no key"):
        verifier_key(text)


def checkpoint(**changes: object) -> Checkpoint:
    fields: dict[str, object] = {
        "origin": "skerry.audit/00",
        "size": 7,
        "digest": bytes(range(32)),
        "at": "2026-11-01T09:00:00.000000Z",
    }
    return Checkpoint(**{**fields, **changes})  # type: ignore[arg-type]


def test_a_checkpoint_comes_back_from_its_note() -> None:
    assert opened(signed(checkpoint(), KEY), (public_half(KEY),)) == checkpoint()


def test_a_checkpoint_that_was_changed_is_refused() -> None:
    note = signed(checkpoint(), KEY).replace("\n7\n", "\n6\n")
    with pytest.raises(CaseworkError, match="does not hold"):
        opened(note, (public_half(KEY),))


def test_a_checkpoint_by_another_key_of_the_same_name_is_not_believed() -> None:
    with pytest.raises(CaseworkError, match="no key that is known"):
        opened(signed(checkpoint(), OTHER), (public_half(KEY),))


@pytest.mark.parametrize("note", ["", "\n\n", "a\n", "a\n\nb\n", "a\n\n— b c\n", GO_NOTE.strip()])
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(CaseworkError, match="no signed note"):
        open_note(note, ())


@pytest.mark.parametrize("text", ["hello\n", "a\nb\nc\nd\n", "a\n07\nAAAA\ntime x\n"])
def test_a_signed_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    key = VerifierKey("skerry-audit", public_half(KEY).public)
    with pytest.raises(CaseworkError, match="no checkpoint"):
        opened(sign_note(text, "skerry-audit", KEY), (key,))
