"""What files of all kinds are read into: sheets of values."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell without a value: `formula_error` (like #REF!) or `no_result` (never computed)."""

    code: str
    text: str

    def __str__(self) -> str:
        return self.text


Value = str | int | float | bool | date | datetime | time | timedelta | Broken | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a file; `name` is that of the sheet, or of the CSV file. Row 0 is line 1.

    `hidden` are lines that are not shown, `struck` lines and columns of cells struck through.
    """

    name: str
    rows: tuple[tuple[Value, ...], ...]
    hidden: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()


class NotATable(Exception):
    """A file that cannot be read as sheets: the code of an error, and its details."""

    def __init__(self, code: str, line: int = 0, **details: object) -> None:
        self.code = code
        self.line = line
        self.details = details
        super().__init__(code)
