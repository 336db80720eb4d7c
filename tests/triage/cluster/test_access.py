"""Only a cluster that proves itself both ways is spoken to."""

from pathlib import Path

import pytest

from skerry import UsageError
from tests.skerry_command import Skerry
from triage.cluster.access import Access, access

CA, CERTIFICATE, KEY = Path("ca.pem"), Path("me.pem"), Path("me.key")


@pytest.mark.parametrize(
    "address",
    ["tcp://host:8786", "host:8786", "tls://host", "tls://host:8786/x", "tls://a@b:1", "tls://:1"],
)
def test_an_address_that_is_not_tls_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match=r"--cluster must be tls://HOST:PORT"):
        access(address, CA, CERTIFICATE, KEY)


@pytest.mark.parametrize("address", ["tls://scheduler:8786", "tls://10.0.0.1:1", "tls://[::1]:80"])
def test_a_tls_address_with_its_certificates_is_taken(address: str) -> None:
    taken = access(address, CA, CERTIFICATE, KEY)
    assert taken == Access(address, "ca.pem", "me.pem", "me.key")


def test_without_certificates_dasks_own_configuration_has_to_name_them() -> None:
    assert access("tls://a:1", None, None, None) == Access("tls://a:1")


def test_half_of_a_certificate_is_refused() -> None:
    with pytest.raises(UsageError, match="given together"):
        access("tls://a:1", CA, CERTIFICATE, None)


def test_certificates_without_a_cluster_are_refused() -> None:
    with pytest.raises(UsageError, match="go with --cluster"):
        access(None, CA, CERTIFICATE, KEY)


def test_no_cluster_is_this_machine() -> None:
    assert access(None, None, None, None) is None


def test_an_open_connection_is_refused_in_one_line(skerry: Skerry, tmp_path: Path) -> None:
    exam = tmp_path / "x.exam"
    words = ("triage", "run", tmp_path, "--exam", exam, "--cluster", "tcp://127.0.0.1:8786")
    done = skerry(*words, check=False)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "mutual TLS only" in done.stderr
    assert not exam.exists()
