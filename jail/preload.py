"""Imports that Python makes late, made early: in the jail no module can be loaded any more.

Without this, ``b"…".decode("utf-16")`` inside the jail raises ``LookupError``, which looks like
damaged evidence.
"""

import encodings
import importlib
import pkgutil
import sys
from collections.abc import Sequence
from importlib.machinery import BuiltinImporter, FrozenImporter, ModuleSpec
from types import ModuleType


def load_early() -> None:
    """Import every text encoding, and what the interpreter itself imports on first use."""
    for name in ("_strptime", "traceback", "unicodedata", "stringprep"):
        importlib.import_module(name)
    for module in pkgutil.iter_modules(encodings.__path__):
        try:
            importlib.import_module(f"encodings.{module.name}")
        except ImportError:
            continue  # mbcs and oem exist on Windows only


class Closed:
    """A finder that says why nothing can be found."""

    @staticmethod
    def find_spec(
        name: str,
        path: Sequence[str] | None = None,  # noqa: ARG004
        target: ModuleType | None = None,  # noqa: ARG004
    ) -> ModuleSpec | None:
        """Raise ``ModuleNotFoundError``."""
        raise ModuleNotFoundError(f"{name} was not imported before the jail closed", name=name)


def close_imports() -> None:
    """Leave only the modules that need no file."""
    sys.meta_path[:] = [BuiltinImporter, FrozenImporter, Closed]
