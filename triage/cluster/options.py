"""The options that have an examination worked by a cluster."""

import argparse
from pathlib import Path

from triage.cluster.access import Access, access


def register(parser: argparse.ArgumentParser) -> None:
    """Add them to a command."""
    group = parser.add_argument_group("on a cluster (docs/scaling.md)")
    group.add_argument(
        "--cluster", metavar="tls://HOST:PORT", help="scheduler of the Dask cluster to work on"
    )
    files = {
        "ca": "certificate of the cluster's own authority (default: as Dask is configured)",
        "cert": "certificate that this machine shows",
        "key": "key of that certificate",
    }
    for name, text in files.items():
        group.add_argument(f"--tls-{name}", type=Path, metavar="FILE", help=text)


def access_of(given: argparse.Namespace) -> Access | None:
    """The cluster asked for, if any. Raises ``UsageError``."""
    return access(given.cluster, given.tls_ca, given.tls_cert, given.tls_key)
