"""Workers for a run: of this machine, or of a cluster."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec

from hashsets.catalogue import Catalogue
from jail.limits import Limits
from jail.pool import Pool
from skerry import SkerryError
from triage.cluster.access import Access
from triage.cluster.likeness import likeness
from triage.cluster.messages import Charter
from triage.jobs import WorkerPlan
from triage.opened import OpenSources
from triage.workforce import Workforce

Say = Callable[[str], None]


class Hiring(msgspec.Struct, frozen=True):
    """What workers are wanted for. ``workers`` 0 means one a processor, of each node's."""

    service: str
    plan: WorkerPlan
    limits: Limits
    workers: int


def hire(
    wanted: Hiring, sources: OpenSources, cluster: Access | None, say: Say
) -> AbstractContextManager[Workforce]:
    """Workers that are ready; ``say`` is told what an operator should know of them.

    Raises ``SkerryError`` where there can be none.
    """
    if cluster is not None:
        return _on_nodes(wanted, sources, cluster, say)
    pool = Pool(
        wanted.service,
        msgspec.msgpack.encode(wanted.plan),
        descriptors=sources.descriptors,
        workers=wanted.workers,
        limits=wanted.limits,
    )
    for warning in pool.warnings:
        say(f"WARNING: {warning}")
    return pool


def _on_nodes(
    wanted: Hiring, sources: OpenSources, cluster: Access, say: Say
) -> AbstractContextManager[Workforce]:
    try:
        from triage.cluster.pool import ClusterPool  # noqa: PLC0415 - Dask is an option
    except ModuleNotFoundError as error:
        raise SkerryError(f"--cluster needs the extra skerry[cluster]: {error}") from error
    catalogue = Catalogue(Path(wanted.plan.hashsets_root))
    charter = Charter(
        service=wanted.service,
        plan=wanted.plan,
        paths=tuple(os.fsencode(path.absolute()) for path in sources.paths),
        workers=wanted.workers,
        limits=wanted.limits,
        likeness=likeness(wanted.plan, catalogue, sources),
    )
    return ClusterPool(cluster, charter, sources, say)
