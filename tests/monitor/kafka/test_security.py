import ssl
from pathlib import Path

import pytest

from monitor.errors import MonitorError
from monitor.kafka.security import OPTIONS, PASSWORD, Security, connection, read_security


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "kafka.toml"
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


WITH_PASSWORD = 'tls = true\nmechanism = "SCRAM-SHA-512"\nusername = "unit"\npassword = "hunter2"\n'


def test_without_options_nothing_is_encrypted_and_nobody_signs_in() -> None:
    assert connection(read_security(None, {})) == {"security_protocol": "PLAINTEXT"}


def test_the_environment_may_name_the_file_and_hold_the_password(tmp_path: Path) -> None:
    path = written(tmp_path, 'tls = true\nmechanism = "PLAIN"\nusername = "unit"\n', 0o644)
    security = read_security(None, {OPTIONS: str(path), PASSWORD: "hunter2"})
    settings = connection(security)
    assert settings["security_protocol"] == "SASL_SSL"
    assert settings["sasl_plain_password"] == "hunter2"
    assert settings["ssl_context"].verify_mode == ssl.CERT_REQUIRED
    assert settings["ssl_context"].check_hostname


def test_scram_without_tls_is_allowed_since_it_sends_no_password() -> None:
    security = Security(mechanism="SCRAM-SHA-256", username="unit", password="hunter2")
    assert connection(security)["security_protocol"] == "SASL_PLAINTEXT"


def test_a_password_that_others_can_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MonitorError, match="chmod 600"):
        read_security(written(tmp_path, WITH_PASSWORD, 0o640), {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tls = 1", "Expected `bool`"),
        ("tls = true\ncertficate = 'x'", "certficate"),
        ("cafile = 'ca.pem'", "without tls"),
        ("tls = true\nkeyfile = 'key.pem'", "needs certfile"),
        ("tls = true\nmechanism = 'SCRAM-SHA-512'", "go together"),
        ("tls = true\nmechanism = 'OAUTH'\nusername = 'u'\npassword = 'p'", "OAUTH"),
        ("tls = true\nmechanism = 'SCRAM-SHA-512'\nusername = 'u'", "no password"),
        ("mechanism = 'PLAIN'\nusername = 'u'\npassword = 'p'", "in clear"),
        ("tls = ", "Invalid value"),
    ],
)
def test_options_that_do_not_fit_together_are_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(MonitorError, match=said):
        read_security(written(tmp_path, text), {})


def test_a_certificate_that_is_not_there_is_named(tmp_path: Path) -> None:
    security = read_security(written(tmp_path, "tls = true\ncafile = 'ca.pem'"), {})
    assert security.cafile == str(tmp_path / "ca.pem")
    with pytest.raises(MonitorError, match="No such file"):
        connection(security)


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    assert "hunter2" not in repr(read_security(written(tmp_path, WITH_PASSWORD), {}))
