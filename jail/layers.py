"""The layers of the jail: which to close, and which took hold."""

import msgspec


class Layers(msgspec.Struct, frozen=True, kw_only=True):
    """Which layers to close; anything but the default is for tests of a single layer.

    A layer left open is told of as one that this machine does not have.
    """

    landlock: bool = True
    filter: bool = True
    unprivileged: bool = True
    threads: bool = True


class Confinement(msgspec.Struct, frozen=True, kw_only=True):
    """What took hold: the Landlock version (0 none), the filter, the change of user."""

    landlock: int
    filter: bool
    unprivileged: bool
    warnings: tuple[str, ...] = ()
