"""Where the headings of a sheet are, and which columns they name."""

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches

from optimizer.tables import units
from optimizer.tables.cells import Sheet, Value
from optimizer.tables.columns import Column, by_heading
from optimizer.tables.lines import second_line, units_of, whole_headings
from optimizer.tables.recurrences import WEEKDAYS
from optimizer.tables.words import heading

Known = Mapping[str, Column | None]
"""Columns by heading as compared; None: one that is not to be read."""

_A_DAY = re.compile(rf"(?:{'|'.join(WEEKDAYS)})(?: \d{{1,2}}(?: \d{{1,2}})?)?")

SEARCHED = 20
"""How many lines may stand before the headings, like a title."""
LIKE = 0.8
"""An unknown heading as similar to a known one as this is a typing error, not another column."""
SHORTEST_BEGINNING = 4
"""As is the beginning of a known one, like `compét.`, with so many letters."""


def heading_line(
    sheet: Sheet, columns: Sequence[Column], mapping: Mapping[str, str]
) -> Sequence[Value]:
    """The headings of a sheet; where none is known, the first line with most texts."""
    known = known_headings(columns, mapping)
    top = headings_at(sheet, known)
    if top is not None:
        return Head(sheet, top, known).cells
    lines = sheet.rows[:SEARCHED]
    return max(lines, key=lambda line: sum(isinstance(v, str) for v in line), default=())


def known_headings(
    columns: Sequence[Column], mapping: Mapping[str, str] | None = None
) -> dict[str, Column | None]:
    """The columns by heading, those of a mapping first; None: a column that is not to be read."""
    own = {column.name: column for column in columns}
    more = {title: own[name] if name else None for title, name in (mapping or {}).items()}
    return {**by_heading(tuple(columns)), **more}


class Head:
    """The headings of a sheet, of one line or two, and the units that they or the next line name.

    `above` lines stand over them, the rows follow after `below` lines.
    """

    def __init__(self, sheet: Sheet, top: int, known: Known) -> None:
        def knows(text: str) -> bool:
            return title_of(text, known)[0] in known

        rows = sheet.rows
        below = rows[top + 1] if top + 1 < len(rows) else ()
        before = rows[top - 1] if top else ()
        cells = whole_headings(before, rows[top], knows)
        self.above = top - (
            cells[: len(rows[top])] != list(rows[top]) or len(cells) > len(rows[top])
        )
        self.below = top + 1
        self.units: dict[int, str] = {}
        if under := units_of(below):
            self.units |= under
            self.below = top + 2
        elif two := second_line(cells, below, knows):
            cells = two
            self.below = top + 2
        self.line = top + 1
        self.cells: Sequence[Value] = cells


def is_heading(
    *tables: Sequence[Column], mappings: Sequence[Mapping[str, str]] = ()
) -> Callable[[Value], bool]:
    """A function that knows the headings of these tables, and those of mappings."""
    known: Known = {title: None for columns in tables for title in by_heading(tuple(columns))}
    known = {**known, **{title: None for mapping in mappings for title in mapping}}

    def test(value: Value) -> bool:
        return isinstance(value, str) and title_of(value, known)[0] in known

    return test


def title_of(written: str, known: Known) -> tuple[str, str | None]:
    """A heading as it is compared, and the unit that it names."""
    title, unit = units.split(written)
    if heading(written) in known:
        title = heading(written)
        unit = unit if "(" in written or "[" in written else None
    return title, unit


def headings_at(sheet: Sheet, known: Known) -> int | None:
    """The row with most known headings, if it has at least two."""
    counts = [
        sum(isinstance(value, str) and title_of(value, known)[0] in known for value in row)
        for row in sheet.rows[:SEARCHED]
    ]
    best = max(counts, default=0)
    return counts.index(best) if best >= 2 else None


def names_a_day(title: str) -> bool:
    """Whether a heading is the name of a weekday, of a table with a column for each."""
    return _A_DAY.fullmatch(title) is not None


def meant(written: str, known: Known) -> str | None:
    """The known headings of which an unknown one is a misspelling or the beginning, said as one
    text.

    Word by word: short words must be the same, so that an end is never taken for a start (`heure
    fin` is not `heure min`).
    """
    close = [title for title in get_close_matches(written, known, 3, LIKE)
             if _same_words(written, title)][:1]  # fmt: skip
    if len(written) >= SHORTEST_BEGINNING:
        close += [title for title in known if title.startswith(written)]
    columns = [column for title in close if (column := known[title]) is not None]
    names = dict.fromkeys(column.headings[0] for column in columns)
    return " / ".join(names) or None


def _same_words(one: str, other: str) -> bool:
    """Whether two headings have as many words, each like that of the other."""
    pairs = list(zip(one.split(), other.split(), strict=False))
    return len(one.split()) == len(other.split()) and all(
        a == b or (min(len(a), len(b)) >= SHORTEST_BEGINNING
                   and SequenceMatcher(None, a, b).ratio() >= LIKE)
        for a, b in pairs
    )  # fmt: skip
