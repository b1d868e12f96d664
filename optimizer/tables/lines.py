"""Lines of a sheet that are no rows: headings of two lines, units, totals, remarks."""

import re
from collections.abc import Callable, Mapping, Sequence

from optimizer.tables import units
from optimizer.tables.cells import Value
from optimizer.tables.words import plain

Line = Sequence[Value]
Knows = Callable[[str], bool]
"""Whether a column has this heading."""

_TOTAL = re.compile(
    r"(sous[- ])?(total|totaux)\b|(sub|grand )total|somme\b|moyenne\b|nombre d|sum\b"
)
_FEW = 40


def blank(value: Value) -> bool:
    """Whether a cell holds nothing."""
    return value is None or (isinstance(value, str) and not value.strip())


def filled(line: Line) -> list[tuple[int, Value]]:
    """The cells that hold something, with their numbers from 0."""
    return [(number, value) for number, value in enumerate(line) if not blank(value)]


def whole_headings(above: Line, line: Line, knows: Knows) -> list[Value]:
    """The headings, those included that stand only in the line above, like cells merged down."""
    found = list(line)
    for number, value in filled(above):
        if isinstance(value, str) and knows(value):
            found += [None] * (number + 1 - len(found))
            found[number] = value if blank(found[number]) else found[number]
    return found


def second_line(line: Line, below: Line, knows: Knows) -> list[Value] | None:
    """The headings of two lines: `heure` over `au plus tôt` and `au plus tard`.

    None if the line below is none of headings.
    """
    found: list[Value] = list(line) + [None] * (len(below) - len(line))
    over = ""
    known = 0
    lower = dict(filled(below))
    if all(number in lower for number, value in filled(line) if knows(str(value))):
        return None  # rows have no gap under each heading
    for number, value in enumerate(found):
        over = str(value) if not blank(value) else over
        sub = lower.get(number)
        if sub is None:
            continue
        if not isinstance(sub, str):
            return None
        whole = next((text for text in (sub, f"{over} {sub}") if knows(text)), None)
        known += whole is not None
        found[number] = whole or f"{over} {sub}"
    return found if 2 * known > len(lower) else None


def units_of(line: Line) -> Mapping[int, str] | None:
    """The units by number of a line that holds nothing else; None if it does."""
    found = {number: units.named(str(value)) for number, value in filled(line)}
    named = {number: unit for number, unit in found.items() if unit is not None}
    return named if found and len(named) == len(found) else None


def no_row(line: Line, headings: Line, required: Sequence[int], last: bool) -> str | None:
    """What a line says that is no row of the table, cut to a few letters; None if it is one.

    A total, the headings again, or, after the `last` row, a remark in one cell.
    """
    cells = filled(line)
    first = str(cells[0][1])
    lacking = any(number >= len(line) or blank(line[number]) for number in required)
    again = [str(value) for _, value in cells] == [str(value) for _, value in filled(headings)]
    total = lacking and _TOTAL.match(plain(first))
    remark = last and len(cells) == 1 and len(required) > 1 and isinstance(cells[0][1], str)
    return first[:_FEW] if again or total or remark else None
