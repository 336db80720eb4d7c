"""The seal: digests of what an examination found, recorded at its end."""

from hashlib import sha256

from triage import listing
from triage.exam.connection import Connection

LISTINGS = {"files": listing.files, "findings": listing.findings, "gaps": listing.gaps}
"""The three listings of the contract, by name."""


def seal(connection: Connection) -> dict[str, str]:
    """SHA-256, in hex, of each listing as the commands print it."""
    digests = {}
    for name, lines in LISTINGS.items():
        state = sha256()
        for line in listing.json_lines(lines(connection)):
            state.update(line)
        digests[name] = state.hexdigest()
    return digests
