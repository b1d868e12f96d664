"""Units of durations: in the heading (`Durée (h)`), in the line below it, or nowhere.

A bare number counts what the heading says, else minutes; where it could as well be hours, it is
an error that names both readings.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from optimizer.tables import values
from optimizer.tables.cells import Value
from optimizer.tables.columns import Column
from optimizer.tables.errors import Unreadable
from optimizer.tables.words import heading, plain

Unit = int | None
"""Seconds; None: a unit that bare numbers cannot have, like hh:mm or one that is not known."""

_WORDS: Mapping[str, Unit] = {
    **dict.fromkeys(("h", "hr", "hrs", "heure", "heures", "hour", "hours", "centiemes",
                     "heures centiemes", "h centiemes", "heures decimales"), 3600),
    **dict.fromkeys(("min", "mn", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("s", "sec", "seconde", "secondes", "second", "seconds"), 1),
    **dict.fromkeys(("hh mm", "h mm", "hhmm", "hmm", "h min", "hh mm ss", "hhmmss"), None),
}  # fmt: skip
_SHORT = 5 * 60
"""A visit shorter than this is unlikely: such a number of minutes may be one of hours."""
_LONG = 12 * 3600
"""No single visit takes longer than this."""
_QUICK = ("meals", "transport")
"""Services whose visits may take a moment."""
_COUNTED = ("duration", "min_gap", "max_gap")
"""Columns whose small whole numbers may be hours; an access or a tolerance is always short."""


def is_duration(column: Column) -> bool:
    """Whether the cells of a column are durations."""
    return column.read in (values.duration, values.length)


def named(text: str) -> str | None:
    """The unit that a text is, if it is nothing else: `(h)`, `en minutes`, `hh:mm`."""
    word = re.sub(r"[^a-z]+", " ", plain(text)).strip().removeprefix("en ").removeprefix("in ")
    return word if word in _WORDS else None


def split(written: str) -> tuple[str, str | None]:
    """A heading without its unit, and the unit: `durée (h)`, `durée en heures`, `durée h`."""
    if bracket := re.search(r"[(\[]([^)\]]*)[)\]]", written):
        return heading(written), bracket[1]
    words = heading(written).split()
    for count in (3, 2, 1):
        if len(words) > count and (unit := named(" ".join(words[-count:]))):
            return " ".join(words[:-count]), unit
    return heading(written), None


def read(column: Column, unit: str | None, value: Value, service: Any) -> Any:
    """What a cell says, of a column whose heading names this unit.

    Raises
    ------
    Unreadable
        The cell cannot be read, or it is a bare number with two readings.
    """
    number = _bare(value) if is_duration(column) else None
    if number is None or number < 0:
        return column.read(value)
    if unit is None:
        if _doubtful(column, number, service):
            raise Unreadable("unsure_duration", part=value, first=_said(number * 60),
                             second=_said(number * 3600))  # fmt: skip
        return column.read(value)
    seconds = _WORDS.get(named(unit) or "")
    if seconds is None:
        raise Unreadable("no_unit", part=value, unit=unit, first=_said(number * 60),
                         second=_said(number * 3600))  # fmt: skip
    if number * seconds > _LONG:
        raise Unreadable("unsure_duration", part=value, first=_said(number * 60),
                         second=_said(number * seconds))  # fmt: skip
    return column.read(timedelta(seconds=round(number * seconds)))


def _bare(value: Value) -> float | None:
    """The number that a cell is, without a unit."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and re.fullmatch(r"\s*\d+([.,]\d+)?\s*", value):
        return float(value.replace(",", "."))
    return None


def _doubtful(column: Column, number: float, service: Any) -> bool:
    if not 0 < number * 3600 <= _LONG:
        return False
    if not number.is_integer():
        return True
    return (column.name in _COUNTED and number * 60 < _SHORT
            and (column.name != "duration" or service not in _QUICK))  # fmt: skip


def _said(seconds: float) -> str:
    """`1 h 30` or `1 min 30 s`, the same in both languages."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02}" if minutes else f"{hours} h"
    return " ".join(f"{n} {unit}" for n, unit in ((minutes, "min"), (rest, "s")) if n)
