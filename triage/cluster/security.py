"""Certificates for the link to the cluster: always both ways. Needs Dask."""

import distributed

from skerry import SkerryError
from triage.cluster.access import Access


def security(access: Access) -> distributed.Security:
    """What Dask connects with: the files named, else those of Dask's own configuration.

    Dask's TLS checks certificates on both sides once it has an authority and a certificate, and
    falls back to none at all without them. Raises ``SkerryError`` where that would be so, or a
    file cannot be used.
    """
    given = {
        "tls_ca_file": access.ca,
        "tls_client_cert": access.certificate,
        "tls_client_key": access.key,
    }
    named = {name: file for name, file in given.items() if file}
    made = distributed.Security(require_encryption=True, **named)
    if not (made.tls_ca_file and made.tls_client_cert):
        raise SkerryError(
            f"no certificates for {access.address}: give --tls-ca, --tls-cert and --tls-key,"
            " or name them in Dask's configuration (distributed.comm.tls)"
        )
    try:
        made.get_connection_args("client")
    except OSError as error:
        problem = error.strerror or " ".join(str(error).split())
        raise SkerryError(f"the certificates for {access.address}: {problem}") from error
    return made
