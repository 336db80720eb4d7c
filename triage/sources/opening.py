"""Opening a source read-only, outside the jail: descriptors and first bytes only, no parsing."""

import os
import stat
from pathlib import Path
from types import TracebackType
from typing import Self

from skerry import SkerryError
from triage.reasons import Reason
from triage.sources.access_times import keeps_access_time
from triage.sources.magic import HEAD_BYTES, TAIL_BYTES, Recognised, recognise
from triage.sources.parts import Parts, ewf_parts, raw_parts
from triage.sources.plan import Segment, SourcePlan
from triage.wording import visible

ACCESS_TIME = "reading may change its access time: it is not yours, and not on a read-only mount"
WRITE_BLOCKER = (
    "a block device is read directly: use a hardware write blocker, since the system or its "
    "drivers may write to it"
)


class OpenSource:
    """A source's plan and the descriptors it stands on; close it when the examination ends."""

    def __init__(
        self, plan: SourcePlan, warnings: tuple[str, ...] = (), folder_descriptor: int | None = None
    ) -> None:
        self.plan = plan
        self.warnings = warnings
        self.folder_descriptor = folder_descriptor

    def close(self) -> None:
        """Close every descriptor. Closing twice is harmless."""
        descriptors = {segment.descriptor for segment in self.plan.segments}
        if self.folder_descriptor is not None:
            descriptors.add(self.folder_descriptor)
        self.plan = SourcePlan(index=self.plan.index, kind=self.plan.kind, label=self.plan.label)
        self.folder_descriptor = None
        for descriptor in descriptors:
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_source(path: Path, index: int) -> OpenSource:
    """Open what the operator named, as source number ``index`` of the examination.

    Split images are completed from any part. A container that cannot be read still opens, as kind
    ``unsupported`` with the reason. Raises ``SkerryError`` where there is nothing to open.
    """
    mode = _mode(path)
    if stat.S_ISDIR(mode):
        folder = _open(path, os.O_DIRECTORY)
        plan = SourcePlan(index=index, kind="folder", label=_label(path))
        kept = keeps_access_time(folder)
        warnings = () if kept else (f"{path.name}: {ACCESS_TIME}",)
        return OpenSource(plan, warnings, folder)
    if stat.S_ISBLK(mode):
        plan = SourcePlan(index=index, kind="raw", label=_label(path), segments=_open_parts([path]))
        return OpenSource(plan, (WRITE_BLOCKER,))
    if not stat.S_ISREG(mode):
        raise SkerryError(f"{path}: not a file, a folder or a block device")
    return _open_file(path, index)


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except (OSError, ValueError) as error:
        raise SkerryError(f"{path}: {_why(error)}") from error


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file, folder or device"
    return getattr(error, "strerror", None) or str(error)


def _label(path: Path) -> str:
    name = path.name or path.resolve().name or "root"
    return visible(os.fsencode(name).decode("utf-8", "backslashreplace"))


def _open_file(path: Path, index: int) -> OpenSource:
    what = _sniff(path)
    parts = _parts(path, what)
    if not parts.names:
        raise SkerryError(f"{path}: the first part of this split image is missing: {_list(parts)}")
    first = path.with_name(parts.names[0])
    if first != path and what.kind == "raw":
        what = _sniff(first)
    if what.kind in ("zip", "tar") and len(parts.names) > 1:
        detail = f"{what.kind} archive split into parts; join them first"
        what = Recognised("unsupported", Reason.UNSUPPORTED_CONTAINER, detail)
    return _planned(path, index, what, parts)


def _planned(path: Path, index: int, what: Recognised, parts: Parts) -> OpenSource:
    reason, detail = what.reason, what.detail
    warnings: tuple[str, ...] = ()
    if parts.missing and what.kind != "unsupported":
        reason, detail = Reason.MISSING_SEGMENT, f"missing: {_list(parts)}"
        warnings = (f"{path.name}: a part of this split image is {detail}",)
    segments = _open_parts([path.with_name(name) for name in parts.names])
    if not all(keeps_access_time(segment.descriptor) for segment in segments):
        warnings += (f"{path.name}: {ACCESS_TIME}",)
    plan = SourcePlan(
        index=index,
        kind=what.kind,
        label=_label(path),
        segments=segments,
        reason=reason,
        detail=detail,
    )
    return OpenSource(plan, warnings)


def _parts(path: Path, what: Recognised) -> Parts:
    if what.kind == "ewf":
        return ewf_parts(path.name, _siblings(path))
    if what.kind == "unsupported":
        return Parts((path.name,))
    return raw_parts(path.name, _siblings(path))


def _siblings(path: Path) -> list[str]:
    try:
        return os.listdir(path.parent)  # noqa: PTH208  names, not paths, are what is compared
    except OSError:
        return []


def _list(parts: Parts) -> str:
    shown = ", ".join(parts.missing[:5])
    more = len(parts.missing) - 5
    return f"{shown} and {more} more" if more > 0 else shown


def _sniff(path: Path) -> Recognised:
    descriptor = _open(path)
    try:
        size = os.lseek(descriptor, 0, os.SEEK_END)
        head = os.pread(descriptor, HEAD_BYTES, 0)
        tail = os.pread(descriptor, TAIL_BYTES, max(0, size - TAIL_BYTES))
    except OSError as error:
        raise SkerryError(f"{path}: {_why(error)}") from error
    finally:
        os.close(descriptor)
    return recognise(head, tail, path.name)


def _open_parts(paths: list[Path]) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    try:
        for path in paths:
            descriptor = _open(path)
            segments.append(Segment(descriptor, os.lseek(descriptor, 0, os.SEEK_END)))
    except (SkerryError, OSError):
        for segment in segments:
            os.close(segment.descriptor)
        raise
    return tuple(segments)


def _open(path: Path, flags: int = 0) -> int:
    """Read-only and, where the system allows, without touching the access time."""
    flags |= os.O_RDONLY | os.O_CLOEXEC
    try:
        return os.open(path, flags | getattr(os, "O_NOATIME", 0))
    except PermissionError:
        pass
    except OSError as error:
        raise SkerryError(f"{path}: {_why(error)}") from error
    try:
        return os.open(path, flags)
    except OSError as error:
        raise SkerryError(f"{path}: {_why(error)}") from error
