"""What a printed sheet is made of, before anything is drawn: titles, facts, tables of lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Style = Literal["plain", "strong", "small", "soft", "warn"]
_LONG_WORD = re.compile(r"[^\s-]{19,}")
_ZERO_WIDTH_SPACE = "\u200b"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cell; long ones wrap, and are never cut."""

    text: str
    style: Style = "plain"


Cell = Sequence[Line]
TICK: Cell = (Line("\u2610"),)
"""A box to tick."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading and width, `auto` or a share like `3fr`."""

    heading: str
    width: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings, which are repeated on every page; a row is never split."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, on a page of its own or on several.

    `running` stands at the head of every page with the page number, `facts` are pairs of a title
    and a value, `sketch` is an SVG or empty.
    """

    running: str
    kind: str
    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    table: Table
    sketch: str = ""
    sketch_note: str = ""
    notes: Sequence[str] = field(default_factory=tuple)

    def as_dict(self) -> dict[str, Any]:
        """JSON values for the template; long words may break, so that nothing is cut."""
        columns = self.table.columns
        return {
            "running": _soft(self.running),
            "kind": self.kind,
            "title": _soft(self.title),
            "subtitle": _soft(self.subtitle),
            "facts": [[title, _soft(value)] for title, value in self.facts],
            "headings": [column.heading for column in columns],
            "widths": [column.width for column in columns],
            "rows": [
                [[{"text": _soft(line.text), "style": line.style} for line in cell] for cell in row]
                for row in self.table.rows
            ],
            "sketch": self.sketch,
            "sketch_note": self.sketch_note,
            "notes": [_soft(note) for note in self.notes],
        }


def _soft(text: str) -> str:
    """Words that no column may hold can break after any of their letters."""
    return _LONG_WORD.sub(lambda found: _ZERO_WIDTH_SPACE.join(found.group()), text)
