"""What is wrong in a row."""

from typing import NamedTuple


class Problem(NamedTuple):
    """Rows are counted as a spreadsheet counts records: the first line of the file is row 1."""

    row: int
    column: str | None
    reason: str

    def line(self) -> str:
        """The problem as it is printed."""
        where = f"row {self.row}" + (f", {self.column}" if self.column else "")
        return f"{where}: {self.reason}"


class Unmapped(Exception):
    """A row that cannot be mapped: in which column, where it is one, and why."""

    def __init__(self, column: str | None, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason
