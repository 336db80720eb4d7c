"""Formats that are carved, one file each: a module that declares ``FORMAT`` is found by itself."""

from importlib import import_module
from pkgutil import iter_modules

from skerry import SkerryError
from triage.carving.format import Format

FORMATS: tuple[Format, ...] = tuple(
    import_module(f"{__name__}.{module.name}").FORMAT
    for module in sorted(iter_modules(__path__), key=lambda module: module.name)
)
"""By name."""

NAMES = tuple(known.name for known in FORMATS)


def chosen(names: str) -> tuple[str, ...]:
    """The formats that ``--carve`` asks for, by name: ``all``, ``none`` or a list with commas.

    Raises ``SkerryError`` for one that is not known.
    """
    if names in ("all", "none"):
        return NAMES if names == "all" else ()
    wanted = {name.strip().lower() for name in names.split(",") if name.strip()}
    unknown = sorted(wanted - set(NAMES))
    if unknown or not wanted:
        what = ", ".join(unknown) or "nothing"
        raise SkerryError(f"cannot carve {what}; there are {', '.join(NAMES)}, all and none")
    return tuple(sorted(wanted))
