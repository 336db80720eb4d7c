"""An examination worked by the nodes of a Dask cluster, each with jailed workers of its own.

The supervisor stays the one writer. ``pool`` is what the phases see, ``ledger`` decides which node
does what and what is done again when one is lost, ``link`` speaks with the nodes; ``node`` and
``session`` run on them. What crosses the wire is bytes of ``messages``, and calls of the functions
in ``node``, which Dask names by module: no code is sent. Only ``link`` imports Dask.
"""
