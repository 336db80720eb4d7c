"""The true type, by the first bytes of the content and never by the name."""

from collections.abc import Callable, Iterator

from triage.content import Unexamined
from triage.inspectors.base import Part, Subject
from triage.inspectors.extensions import mismatch
from triage.inspectors.libmagic import load_libmagic
from triage.inspectors.signatures import signature_type
from triage.inspectors.text import text_type
from triage.records import FileType

EMPTY = "inode/x-empty"


class TypeInspector:
    """Signatures first, then text, then libmagic: 0.2 ms a file less for each file spared."""

    stage = "type"

    def __init__(self, libmagic: Callable[[bytes], str] | None = None) -> None:
        self._libmagic = libmagic or load_libmagic()

    def wants(self, subject: Subject) -> bool:
        """Everything, empty content included."""
        del subject
        return True

    def inspect(self, subject: Subject) -> Iterator[Part | Unexamined]:
        """One ``FileType``. Raises ``Unexamined`` where libmagic fails."""
        mime = self.identify(subject.head)
        yield FileType(mime=mime, mismatch=mismatch(subject.entry.path, mime))

    def identify(self, head: bytes) -> str:
        """The MIME type of content that starts with ``head`` (up to ``HEAD_BYTES``)."""
        if not head:
            return EMPTY
        return signature_type(head) or text_type(head) or self._libmagic(head)
