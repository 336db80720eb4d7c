"""Why a cluster cannot be reached, in a line: aiokafka says only that it cannot be."""

import logging
import ssl
from collections.abc import Mapping
from typing import Any

from aiokafka.conn import create_conn
from aiokafka.errors import (
    AuthenticationFailedError,
    KafkaError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)

from monitor.kafka.address import Address

PATIENCE = 5000
"""Milliseconds for one broker to answer."""

# Its own lines, which without a listener would go to the terminal, say nothing that ours do not.
logging.getLogger("aiokafka").addHandler(logging.NullHandler())


async def why_unreachable(address: Address, settings: Mapping[str, Any]) -> str:
    """Asks each broker of the address once more; the first that answers is not to blame."""
    said = ""
    for broker in address.brokers:
        host, _, port = broker.rpartition(":")
        try:
            found = await create_conn(
                host.strip("[]"), int(port), request_timeout_ms=PATIENCE, **settings
            )
        except (KafkaError, OSError) as error:
            said = _in_words(broker, error)
        else:
            found.close()
            return f"the Kafka broker at {broker} answers, but its cluster does not"
    return said


def _in_words(broker: str, error: BaseException) -> str:
    cause = error.__cause__ or error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"the certificate of the Kafka broker at {broker} is not good: {cause.verify_message}"
        )
    if isinstance(cause, ssl.SSLError):
        return f"the Kafka broker at {broker} does not speak TLS, or refuses our certificate"
    if isinstance(cause, AuthenticationFailedError | SaslAuthenticationFailed):
        return f"the Kafka broker at {broker} refuses the user or the password"
    if isinstance(cause, UnsupportedSaslMechanismError):
        return f"the Kafka broker at {broker} does not know that mechanism"
    return f"no Kafka broker answers at {broker}"
