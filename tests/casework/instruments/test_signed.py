import base64
from hashlib import blake2b
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from casework.errors import CaseworkError
from casework.instruments.signed import signed_scoring
from tests.casework.instruments.test_reading import scoring

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NUMBER = bytes(range(8))


def b64(raw: bytes) -> bytes:
    return base64.b64encode(raw) + b"\n"


@pytest.fixture
def trusted(tmp_path: Path) -> Path:
    folder = tmp_path / "trusted_keys"
    folder.mkdir()
    public = KEY.public_key().public_bytes_raw()
    (folder / "force.pub").write_bytes(b"untrusted comment: x\n" + b64(b"Ed" + NUMBER + public))
    return folder


def write(folder: Path, algorithm: bytes = b"ED", number: bytes = NUMBER) -> Path:
    """What ``minisign -S`` writes."""
    path = folder / "scoring.json"
    path.write_bytes(msgspec.json.encode(scoring()))
    content = path.read_bytes()
    signature = KEY.sign(
        blake2b(content, digest_size=64).digest() if algorithm == b"ED" else content
    )
    lines = b"untrusted comment: y\n" + b64(algorithm + number + signature)
    lines += b"trusted comment: z\n" + b64(KEY.sign(signature + b"z"))
    path.with_name("scoring.json.minisig").write_bytes(lines)
    return path


@pytest.mark.parametrize("algorithm", [b"Ed", b"ED"])
def test_a_scoring_signed_by_a_trusted_key_is_read(
    tmp_path: Path, trusted: Path, algorithm: bytes
) -> None:
    assert signed_scoring(write(tmp_path, algorithm), trusted) == scoring()


def test_a_scoring_that_was_changed_is_refused(tmp_path: Path, trusted: Path) -> None:
    path = write(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"10", b"12"))
    with pytest.raises(CaseworkError, match="does not hold"):
        signed_scoring(path, trusted)


def test_a_scoring_of_a_key_not_trusted_is_refused(tmp_path: Path, trusted: Path) -> None:
    with pytest.raises(CaseworkError, match="no key that is trusted"):
        signed_scoring(write(tmp_path, number=bytes(8)), trusted)


def test_a_scoring_without_a_signature_is_refused(tmp_path: Path, trusted: Path) -> None:
    path = write(tmp_path)
    path.with_name("scoring.json.minisig").unlink()
    with pytest.raises(CaseworkError, match="cannot read scoring"):
        signed_scoring(path, trusted)


@pytest.mark.parametrize("text", [b"", b"a\nb\nc\nd\n", b"a\nb\ntrusted comment: c\nd\n"])
def test_what_is_no_signature_is_refused(tmp_path: Path, trusted: Path, text: bytes) -> None:
    path = write(tmp_path)
    path.with_name("scoring.json.minisig").write_bytes(text)
    with pytest.raises(CaseworkError, match="minisign"):
        signed_scoring(path, trusted)
