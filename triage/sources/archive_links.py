"""The hard links of a tar: one file under several names.

A link's header names a member that came before it; which of the members are linked to is thus only
known at the end.
"""

from collections.abc import Mapping


class Links:
    """All names of each linked file. ``targets`` gives for a link's path the path it names."""

    def __init__(self, targets: Mapping[bytes, bytes]) -> None:
        self._files = {path: _followed(targets, path) for path in targets}
        names: dict[bytes, set[bytes]] = {}
        for path, file in self._files.items():
            names.setdefault(file, {file}).add(path)
        self._names = {file: tuple(sorted(paths)) for file, paths in names.items()}
        self._met: set[bytes] = set()

    def of_file(self, path: bytes) -> tuple[bytes, ...]:
        """All names, sorted by bytes, of the file stored under ``path``; none where it has one."""
        names = self._names.get(path, ())
        if names:
            self._met.add(path)
        return names

    def leads_somewhere(self, path: bytes) -> bool:
        """Whether the link at ``path`` names a file that was met before it."""
        return self._files.get(path) in self._met


def _followed(targets: Mapping[bytes, bytes], path: bytes) -> bytes:
    """The end of a chain of links, where it turns back on itself its last new name."""
    seen = {path}
    while (target := targets.get(path)) is not None and target not in seen:
        seen.add(target)
        path = target
    return path
