"""CSV as spreadsheets open it best: `;`, decimal comma, UTF-8 with a mark, and no formulas.

A text that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`) is written with an
apostrophe before it, and read without.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal


def csv_text(rows: Iterable[Sequence[str | int | float | None]]) -> str:
    """The rows as the text of a CSV file; numbers are written as numbers."""
    table = io.StringIO()
    table.write("\ufeff")
    writer = csv.writer(table, delimiter=";", lineterminator="\r\n")
    writer.writerows([_cell(value) for value in row] for row in rows)
    return table.getvalue()


def unguarded(text: str) -> str:
    """A text as it was before it was written."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


_FORMULA = re.compile(r"'*\s*[=+\-@\t\r]")


def _cell(value: str | int | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return "'" + value if _FORMULA.match(value) else value
    return f"{value:d}" if isinstance(value, int) else decimal(value)


def decimal(value: float) -> str:
    """A number with a decimal comma, in full, without exponent and useless `,0`."""
    text = format(Decimal(repr(value)), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
