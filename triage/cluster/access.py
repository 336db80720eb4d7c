"""Where the cluster is, and by what certificates it is reached."""

import re
from pathlib import Path

from msgspec import Struct

from skerry import UsageError

_ADDRESS = re.compile(r"tls://(\[[0-9A-Fa-f:.]+\]|[^\s/:@\[\]]+):\d{1,5}")


class Access(Struct, frozen=True):
    """A scheduler's address, and PEM files of the authority, of our certificate and its key.

    All three are empty where Dask's own configuration names them.
    """

    address: str
    ca: str = ""
    certificate: str = ""
    key: str = ""


def access(
    address: str | None, ca: Path | None, certificate: Path | None, key: Path | None
) -> Access | None:
    """What the command's words say; null where no cluster is asked for.

    Raises ``UsageError`` for anything but mutual TLS: whoever can speak to a Dask cluster can run
    code on every node of it.
    """
    files = [ca, certificate, key]
    if address is None:
        if any(files):
            raise UsageError("--tls-ca, --tls-cert and --tls-key go with --cluster")
        return None
    if not address.startswith("tls://"):
        raise UsageError(f"--cluster must be tls://HOST:PORT, not {address!r}: mutual TLS only")
    if not _ADDRESS.fullmatch(address):
        raise UsageError(f"--cluster must be tls://HOST:PORT, not {address!r}")
    if any(files) and not all(files):
        raise UsageError("--tls-ca, --tls-cert and --tls-key must be given together")
    return Access(address, *(str(file) if file else "" for file in files))
