"""Files of a folder, which a worker is given open: it can open none itself."""

from triage.content import Unexamined
from triage.opened import OpenSources
from triage.reasons import Reason
from triage.records import Entry
from triage.sources.folder import open_file


def opened(sources: OpenSources, entry: Entry) -> int:
    """A descriptor of a folder's file, the caller's to close. Raises ``Unexamined``."""
    root = sources.all[entry.source].folder_descriptor
    if root is None:
        raise Unexamined(Reason.UNREADABLE, "it lies in no folder")
    return open_file(root, entry.path)
