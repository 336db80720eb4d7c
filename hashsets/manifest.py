"""What a set says of itself: its manifest, and where it lies."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import msgspec

from hashsets.blocks.records import BlockCounts
from hashsets.profile import Profile
from hashsets.records import Algorithm, Disposition, HashSetError
from hashsets.signer import Signer

MANIFEST = "manifest.json"
LAYOUT = 2
"""The number of this on-disk layout; a set written in another is refused, not misread."""


class SourceFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was imported: its base name, length in bytes and SHA-256 (hex)."""

    name: str
    size: int
    sha256: str
    format: str


class DataFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the stored set: length in bytes and SHA-256 (hex)."""

    size: int
    sha256: str


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How the import added up.

    ``entries`` are digests stored, ``duplicates`` digests of the same meaning met again and
    ``refused`` digests of empty content, all by algorithm; ``not_computable`` are hashes by kind;
    ``empty`` counts digests of empty content that the format's rules drop. ``unmatchable`` records
    hold no digest that Skerry matches; ``not_alertable`` ones, of a category that the profile
    raises no alert for or said by their source to raise none, are stored without being matched.
    ``unlisted`` counts records by a category on which the profile is silent. ``bad`` counts what
    could not be used. ``withdrawn`` are records that their source withdrew, ``renewed`` ones that
    it gave out anew, both left out; ``tombstones`` are the withdrawals met.
    """

    records: int = 0
    entries: dict[Algorithm, int] = {}
    duplicates: dict[Algorithm, int] = {}
    empty: int = 0
    refused: dict[Algorithm, int] = {}
    not_computable: dict[str, int] = {}
    unmatchable: int = 0
    not_alertable: int = 0
    unlisted: dict[str, int] = {}
    bad: int = 0
    withdrawn: int = 0
    renewed: int = 0
    tombstones: int = 0


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """A set's provenance and contents.

    ``sequence`` is its place in the order of imports; ``imported_at`` is RFC 3339 UTC.
    ``incomplete`` says where a source ended early, null where all was read. ``pipeline`` names how
    the set's perceptual hashes were made, as far as is known. ``signer`` is whose signature of the
    profile was verified at import, null for an unsigned one. ``extends`` is the
    stored set (``name@version``) whose records it also holds, before its own. ``blocks`` is null
    for a set of digests of whole files: sets of blocks are of another kind, and neither is ever
    matched as the other.
    """

    name: str
    version: str
    disposition: Disposition
    sequence: int
    imported_by: str
    imported_at: str
    sources: tuple[SourceFile, ...]
    counts: Counts
    files: dict[str, DataFile]
    incomplete: str | None = None
    pipeline: str | None = None
    profile: Profile | None = None
    signer: Signer | None = None
    extends: str | None = None
    blocks: BlockCounts | None = None
    layout: int = LAYOUT


class SetInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A stored set: its folder and manifest."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """The set's name."""
        return self.manifest.name

    @property
    def version(self) -> str:
        """The set's version."""
        return self.manifest.version

    @property
    def disposition(self) -> Disposition:
        """What being in the set means."""
        return self.manifest.disposition

    @property
    def is_of_blocks(self) -> bool:
        """Whether it holds digests of blocks, not of whole files."""
        return self.manifest.blocks is not None

    @property
    def title(self) -> str:
        """``name@version``."""
        return f"{self.name}@{self.version}"

    @property
    def profile_said(self) -> str | None:
        """The profile by name and version, and who signed it; null where there is none."""
        profile, signer = self.manifest.profile, self.manifest.signer
        if profile is None:
            return None
        by = f"signed by {signer.key}" if signer else "unsigned"
        return f"{profile.profile}@{profile.version} ({by})"

    @property
    def counts(self) -> dict[str, int]:
        """How many digests it holds, by algorithm."""
        return {name.value: count for name, count in self.manifest.counts.entries.items()}

    @property
    def not_computable(self) -> dict[str, int]:
        """How many hashes it holds of each kind that Skerry cannot compute."""
        return self.manifest.counts.not_computable

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of all that bears on matching: not of when and by whom it was imported."""
        bare = msgspec.structs.replace(self.manifest, sequence=0, imported_by="", imported_at="")
        told = msgspec.to_builtins(bare, str_keys=True, order="sorted")
        if told["blocks"] is None:
            del told["blocks"]  # as in sets that were stored before there were any of blocks
        return sha256(msgspec.json.encode(told)).hexdigest()


def read_set(folder: Path) -> SetInfo:
    """The set in a folder; raises ``HashSetError`` where its manifest cannot be used."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise HashSetError(f"the hash set in {folder} has no readable manifest: {error}") from error
    if manifest.layout != LAYOUT:
        title = f"{manifest.name}@{manifest.version}"
        raise HashSetError(f"{title} was stored in layout {manifest.layout}: import it again")
    return SetInfo(folder=folder, manifest=manifest)


def digests_of(sources: Sequence[SourceFile]) -> list[str]:
    """What tells whether two sets come from the same content."""
    return sorted(source.sha256 for source in sources)
