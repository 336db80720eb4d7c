import base64
import shutil
import subprocess
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from hashsets.catalogue import Catalogue
from hashsets.manifest import SetInfo
from hashsets.records import HashSetError
from hashsets.signatures import signed_profile, verified
from tests.hashsets.stored import imported, order
from tests.hashsets.test_profile import TOML

NUMBER = b"\x01\x02\x03\x04\x05\x06\x07\x08"


class Signing:
    """A folder with a profile, its signature and the keys that are trusted."""

    def __init__(self, folder: Path, algorithm: bytes = b"ED") -> None:
        self.key = Ed25519PrivateKey.generate()
        self.trusted = folder / "trusted_keys"
        self.trusted.mkdir()
        public = base64.b64encode(b"Ed" + NUMBER + self.key.public_key().public_bytes_raw())
        (self.trusted / "unit.pub").write_bytes(b"untrusted comment: key\n" + public + b"\n")
        self.profile = folder / "profile.toml"
        self.profile.write_text(TOML)
        self.signature = folder / "profile.toml.minisig"
        self.signature.write_bytes(self.signed(TOML.encode(), algorithm))

    def signed(self, content: bytes, algorithm: bytes, comment: bytes = b"timestamp:1") -> bytes:
        what = blake2b(content, digest_size=64).digest() if algorithm == b"ED" else content
        signature = self.key.sign(what)
        lines = (
            b"untrusted comment: signature",
            base64.b64encode(algorithm + NUMBER + signature),
            b"trusted comment: " + comment,
            base64.b64encode(self.key.sign(signature + comment)),
        )
        return b"\n".join(lines) + b"\n"


@pytest.mark.parametrize("algorithm", [b"Ed", b"ED"])
def test_a_good_signature_names_the_key_and_the_comment(tmp_path: Path, algorithm: bytes) -> None:
    signing = Signing(tmp_path, algorithm)
    profile, signer = signed_profile(signing.profile, signing.trusted)
    assert profile.profile == "example"
    assert signer is not None
    assert (signer.key, signer.number) == ("unit.pub", "0807060504030201")
    assert signer.comment == "timestamp:1"


def test_a_profile_without_a_signature_is_unsigned(tmp_path: Path) -> None:
    signing = Signing(tmp_path)
    signing.signature.unlink()
    assert signed_profile(signing.profile, signing.trusted)[1] is None


def test_a_changed_profile_is_refused_even_where_unsigned_ones_are_not(tmp_path: Path) -> None:
    signing = Signing(tmp_path)
    signing.profile.write_text(TOML.replace("critical", "low"))
    with pytest.raises(HashSetError, match="does not hold: it was changed"):
        signed_profile(signing.profile, signing.trusted)


def test_a_changed_comment_is_refused(tmp_path: Path) -> None:
    signing = Signing(tmp_path)
    text = signing.signature.read_bytes().replace(b"timestamp:1", b"timestamp:2")
    signing.signature.write_bytes(text)
    with pytest.raises(HashSetError, match="does not hold"):
        signed_profile(signing.profile, signing.trusted)


def test_a_key_that_is_not_trusted_here_is_named(tmp_path: Path) -> None:
    signing = Signing(tmp_path)
    (signing.trusted / "unit.pub").unlink()
    with pytest.raises(HashSetError, match="key 0807060504030201, which is not trusted here"):
        signed_profile(signing.profile, signing.trusted)


def test_another_key_with_the_same_number_does_not_pass(tmp_path: Path) -> None:
    signing = Signing(tmp_path)
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    public = base64.b64encode(b"Ed" + NUMBER + other)
    (signing.trusted / "unit.pub").write_bytes(b"untrusted comment: key\n" + public)
    with pytest.raises(HashSetError, match="does not hold"):
        signed_profile(signing.profile, signing.trusted)


@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, 300), letter=st.integers(0, 255))
def test_no_change_of_a_signature_passes(
    tmp_path_factory: pytest.TempPathFactory, place: int, letter: int
) -> None:
    signing = Signing(tmp_path_factory.mktemp("signing"))
    good = signing.signature.read_bytes()
    start = good.index(b"\n") + 1
    place = start + place % (len(good) - start)
    changed = good[:place] + bytes([letter]) + good[place + 1 :]
    signing.signature.write_bytes(changed)
    if [line.strip() for line in changed.splitlines()] == good.splitlines():
        return
    try:
        signer = verified(signing.profile, TOML.encode(), signing.trusted)
    except HashSetError:
        return
    # base64 leaves unused bits in its last letter: another text of the very same signature
    assert signer is not None
    assert [decoded(line) for line in changed.splitlines()[1:4:2]] == [
        decoded(line) for line in good.splitlines()[1:4:2]
    ]


def decoded(line: bytes) -> bytes:
    return base64.b64decode(line.strip())


@pytest.mark.skipif(shutil.which("minisign") is None, reason="minisign is absent")
def test_what_minisign_signs_is_verified(tmp_path: Path) -> None:
    keys, profile = tmp_path / "keys", tmp_path / "p.toml"
    keys.mkdir()
    profile.write_text(TOML)
    secret = tmp_path / "secret.key"
    make: list[str | Path] = ["minisign", "-G", "-W", "-p", keys / "unit.pub", "-s", secret]
    subprocess.run(make, check=True, capture_output=True)
    sign: list[str | Path] = ["minisign", "-S", "-s", secret, "-m", profile, "-t", "for the unit"]
    subprocess.run(sign, check=True, capture_output=True)
    _, signer = signed_profile(profile, keys)
    assert signer is not None
    assert signer.comment == "for the unit"


def stored(folder: Path, **asked: Any) -> SetInfo:
    return imported(folder, "0a" * 16, version="1", **asked).info


def test_a_set_says_whose_profile_it_was_imported_by(tmp_path: Path) -> None:
    signing = Signing(tmp_path)
    profile, signer = signed_profile(signing.profile, signing.trusted)
    signed = stored(tmp_path / "a", profile=profile, signer=signer)
    assert signed.profile_said == "example@1 (signed by unit.pub)"
    unsigned = stored(tmp_path / "b", profile=profile)
    assert unsigned.profile_said == "example@1 (unsigned)"
    assert stored(tmp_path / "c").profile_said is None


def test_a_policy_may_refuse_unsigned_profiles(tmp_path: Path) -> None:
    signing = Signing(tmp_path)
    (tmp_path / "policy.toml").write_text("[hashsets]\nrequire_signed_profiles = true\n")
    profile, signer = signed_profile(signing.profile, signing.trusted)
    (tmp_path / "list.txt").write_text("0a" * 16)
    catalogue = Catalogue(tmp_path / "hashsets")
    with pytest.raises(HashSetError, match="example@1 is not signed"):
        catalogue.import_set([tmp_path / "list.txt"], order(profile=profile))
    catalogue.import_set([tmp_path / "list.txt"], order(profile=profile, signer=signer))
