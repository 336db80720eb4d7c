"""Imports that are refused, each with its one clear line."""

import re
from collections.abc import Sequence
from pathlib import Path

from hashsets.blocks.records import BlockOrder
from hashsets.formats.base import Format
from hashsets.manifest import Counts, SetInfo, SourceFile, digests_of
from hashsets.order import ImportOrder
from hashsets.policy import Policy
from hashsets.reading import Complaints
from hashsets.records import Disposition, HashSetError

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def refuse_names(order: ImportOrder | BlockOrder) -> None:
    """Names become folders and part of ``name@version``."""
    for what, text in (("name", order.name), ("version", order.version)):
        if text is not None and not NAME.fullmatch(text):
            reason = "use 1 to 64 letters, digits, dots, dashes and underscores"
            raise HashSetError(f"{text!r} cannot be a hash set's {what}: {reason}")
    if not order.importer.strip():
        raise HashSetError("who imports the set must be said")


def refuse_meaning(order: ImportOrder, formats: Sequence[Format]) -> None:
    """A list of reported material is none of known files; verdicts need a profile."""
    for known in formats:
        if known.lists_reported and order.disposition is Disposition.KNOWN:
            raise HashSetError(
                f"a {known.name} list is of reported material and is never loaded as known files"
            )
        ignored = order.disposition is Disposition.IGNORE and not order.ignore_reported
        if known.lists_reported and ignored:
            raise HashSetError(
                f"a {known.name} list is of reported material: ignored, it raises no alert; say "
                "--ignore-reported if that is meant"
            )
        if known.carries_verdicts and order.disposition is Disposition.ALERT and not order.profile:
            raise HashSetError(
                f"a {known.name} set needs a category profile (--profile FILE): its category "
                "numbers mean different things in different countries"
            )


def refuse_repetition(sources: Sequence[SourceFile], base: SetInfo | None) -> None:
    """The same content twice in one import, or in what it extends, is a slip of the hand."""
    if not sources:
        raise HashSetError("no file to import was given")
    held = {source.sha256 for source in base.manifest.sources} if base else set()
    seen: dict[str, str] = {}
    for source in sources:
        if base and source.sha256 in held:
            raise HashSetError(f"{base.title} holds {source.name} already")
        if source.sha256 in seen:
            raise HashSetError(f"{seen[source.sha256]} and {source.name} are the same file")
        seen[source.sha256] = source.name


def refuse_existing(
    name: str, version: str, sources: Sequence[SourceFile], stored: Sequence[SetInfo]
) -> None:
    """A stored version is never replaced."""
    for info in stored:
        if (info.name, info.version) == (name, version):
            same = digests_of(info.manifest.sources) == digests_of(sources)
            what = "the same content" if same else "other content"
            raise HashSetError(f"{info.title} is already stored, with {what}")


def refuse_nothing(
    order: ImportOrder, counts: Counts, complaints: Complaints, base: SetInfo | None
) -> None:
    """A set that can match nothing would look like protection."""
    if counts.entries:
        return
    if base:
        why = f": the files withdraw all of {base.title}, which is matched until it is removed"
    elif complaints.first:
        first = complaints.first[0]
        why = f" ({first.file}, {first.position}: {first.reason})"
    elif counts.records:
        why = f": none of its {counts.records:,} records has a hash that Skerry can match"
    else:
        why = ": it holds no record"
    raise HashSetError(f"nothing in {order.name} can be matched{why}")


def refuse_other_than_files(paths: Sequence[Path]) -> None:
    """Files are read more than once, which a pipe cannot be."""
    for path in paths:
        if path.exists() and not path.is_file():
            raise HashSetError(f"{path.name} is a folder, a pipe or a device: name a plain file")


def states(paths: Sequence[Path]) -> list[tuple[int, ...]]:
    """What changes with a file's content; raises ``HashSetError`` where one cannot be read."""
    found: list[tuple[int, ...]] = []
    for path in paths:
        try:
            state = path.stat()
        except OSError as error:
            raise HashSetError(f"cannot read {path.name}: {error.strerror}") from error
        found.append((state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns))
    return found


def refuse_changed(paths: Sequence[Path], before: Sequence[tuple[int, ...]]) -> None:
    """What was digested must be what was read."""
    for path, was, now in zip(paths, before, states(paths), strict=True):
        if was != now:
            raise HashSetError(f"{path.name} changed while it was read: import it again")


def refuse_unsigned(order: ImportOrder, base: SetInfo | None, policy: Policy) -> None:
    """Where the policy wants it, a profile must be signed, also one taken over from ``base``."""
    profile, signer = order.profile, order.signer
    if base:
        profile = profile or base.manifest.profile
        signer = signer or base.manifest.signer
    if policy.require_signed_profiles and profile and not signer:
        named = f"{profile.profile}@{profile.version}"
        raise HashSetError(f"the policy wants signed category profiles: {named} is not signed")
