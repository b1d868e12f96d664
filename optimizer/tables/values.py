"""What one cell says: texts, numbers, durations, times, dates and lists.

Every reader takes the value of a cell (from a CSV file always a text, from a workbook also
numbers, dates, times) and raises `Unreadable` with the code of an error. None and empty texts
never come here.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from optimizer.outputs.csv_text import unguarded
from optimizer.tables.cells import Broken, Value
from optimizer.tables.errors import Unreadable
from optimizer.tables.words import plain

Chosen = TypeVar("Chosen")

DAY = 86_400
Span = tuple[int, int]
"""Two times of day in seconds after midnight; the second may be on the next day."""

LONGEST_TEXT = 2_000


def text(value: Value) -> str:
    """A text; numbers as they are shown."""
    if isinstance(value, Broken):
        raise Unreadable(value.code)
    if isinstance(value, bool):
        raise Unreadable("not_a_text")
    if isinstance(value, date | time | timedelta):
        raise Unreadable("became_a_date")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    found = re.sub(r"[^\S\n]+", " ", str(value)).strip()
    if len(found) > LONGEST_TEXT:
        raise Unreadable("too_long", limit=LONGEST_TEXT)
    return unguarded(found)


def ident(value: Value) -> str:
    """An identifier, on one line."""
    found = text(value).replace("\n", " ")
    if len(found) > 150:
        raise Unreadable("too_long", limit=150)
    return found


def items(value: Value) -> tuple[str, ...]:
    """A list of identifiers, separated by `;`, `,` or line breaks; each once."""
    return tuple(dict.fromkeys(filter(None, map(str.strip, re.split(r"[;,\n]", text(value))))))


def skills(value: Value) -> Mapping[str, int]:
    """Skills with their levels: `toilette; lève-personne:2`."""
    found: dict[str, int] = {}
    for item in items(value):
        name, colon, level = item.rpartition(":")
        if colon and not re.fullmatch(r"\s*([1-9]|[1-9]\d|100)\s*", level):
            raise Unreadable("bad_level", part=item)
        found[name.strip() if colon else item] = int(level) if colon else 1
    return found


def number(value: Value) -> float:
    """A number, with decimal comma or point."""
    if isinstance(value, bool | date | time | timedelta | Broken):
        text(value)  # says what it is
    if isinstance(value, int | float):
        return float(value)
    written = plain(text(value)).replace(" ", "")
    if not re.fullmatch(r"[+-]?\d{1,12}([.,]\d+)?", written):
        raise Unreadable("not_a_number")
    return float(written.replace(",", "."))


def share(value: Value) -> float:
    """A number from 0 to 1, or a percentage like `97 %`."""
    if isinstance(value, str) and value.strip().endswith("%"):
        found = number(value.strip()[:-1]) / 100
    else:
        found = number(value)
    if not 0 <= found <= 1:
        raise Unreadable("out_of_range", least=0, most=1)
    return found


def phone(value: Value) -> str:
    """A phone number; the leading zero that a spreadsheet took from it is put back."""
    written = ident(value)
    if re.fullmatch(r"\d([.,]\d+)?[eE]\+?\d+", written):
        raise Unreadable("lost_digits")
    if re.fullmatch(r"[1-9]\d{8}", written):
        return f"0{written}"
    return f"+{written}" if re.fullmatch(r"33[1-9]\d{8}", written) else written


def whole(least: int, most: int) -> Callable[[Value], int]:
    """A reader of whole numbers in these bounds."""

    def read(value: Value) -> int:
        found = number(value)
        if not found.is_integer():
            raise Unreadable("not_whole")
        if not least <= found <= most:
            raise Unreadable("out_of_range", least=least, most=most)
        return int(found)

    return read


def degrees(most: int) -> Callable[[Value], float]:
    """A reader of latitudes (90) or longitudes (180)."""

    def read(value: Value) -> float:
        found = number(value)
        if abs(found) > most:
            raise Unreadable("out_of_range", least=-most, most=most)
        return found

    return read


def choice(words: Mapping[str, Chosen]) -> Callable[[Value], Chosen]:
    """A reader of a few words, the first of which stand in messages."""
    known = {plain(word): meaning for word, meaning in words.items()}

    def read(value: Value) -> Chosen:
        written = plain(text(value))
        if written not in known:
            raise Unreadable("unknown_word", known=", ".join(list(words)[:8]))
        return known[written]

    return read


# Durations

_DURATION = re.compile(
    r"(?:(?P<h>\d+(?:[.,]\d+)?) ?(?:h|heures?|hours?)(?: ?(?P<hm>\d{1,2})(?: ?(?:min|m|mn))?)?)?"
    r" ?(?:(?P<m>\d+(?:[.,]\d+)?) ?(?:min|mn|m|minutes?|'))?"
    r" ?(?:(?P<s>\d+) ?(?:s|sec|secondes?|seconds?))?"
)


def duration(value: Value) -> int:
    """Seconds: `45` (minutes), `45 min`, `1h15`, `1:15`, `1,5 h`, `90 s`, or a cell in hours."""
    seconds = _duration(value)
    if not 0 <= seconds <= DAY:
        raise Unreadable("duration_out_of_range")
    if abs(seconds - round(seconds)) > 1e-6:
        raise Unreadable("bad_duration")
    return round(seconds)


def length(value: Value) -> int:
    """A duration above 0."""
    found = duration(value)
    if not found:
        raise Unreadable("zero_duration")
    return found


def _duration(value: Value) -> float:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, time):
        return value.hour * 3600 + value.minute * 60 + value.second
    if isinstance(value, datetime):  # 24:00 and more, in a cell shown in hours
        raise Unreadable("duration_out_of_range")
    if isinstance(value, int | float) and not isinstance(value, bool):
        minutes = float(value)
        if 0 < minutes < 1:
            raise Unreadable("bad_duration")
        return minutes * 60
    written = plain(text(value))
    if re.fullmatch(r"\d+([.,]\d+)?", written):
        return _duration(float(written.replace(",", ".")))
    if found := re.fullmatch(r"(\d{1,2}):(\d\d)(?::(\d\d))?", written):
        hours, minutes_, seconds = (int(part or 0) for part in found.groups())
        if minutes_ < 60 and seconds < 60:
            return hours * 3600 + minutes_ * 60 + seconds
    found = _DURATION.fullmatch(written)
    if not written or found is None or int(found["hm"] or 0) >= 60 or (found["hm"] and found["m"]):
        raise Unreadable("bad_duration")
    parts = {"h": 3600, "hm": 60, "m": 60, "s": 1}
    return sum(float((found[k] or "0").replace(",", ".")) * unit for k, unit in parts.items())


# Times of day

TIME = r"\d{1,2} ?(?:h|:)(?: ?\d\d(?! ?h|\d))?(?::\d\d)?(?: ?\+ ?1)?"
_TIME = re.compile(r"(\d{1,2}) ?(?:h|:)(?: ?(\d\d))?(?::(\d\d))?( ?\+ ?1)?")
_SPAN = re.compile(
    rf"(?:entre|between) ({TIME}) (?:et|and) ({TIME})"
    rf"|(?:de |from )?({TIME}) ?(?:-|a|to|jusqu'a) ?({TIME})"
)


def clock(value: Value) -> int:
    """Seconds after midnight: `8h30`, `08:30`, `8 h 30`, `24h`, `1h+1` (next day), or a time."""
    if isinstance(value, datetime):
        raise Unreadable("bad_time")
    if isinstance(value, time):
        return value.hour * 3600 + value.minute * 60 + value.second
    if isinstance(value, timedelta) and timedelta() <= value <= timedelta(days=1):
        return round(value.total_seconds())
    if isinstance(value, float) and 0 < value < 1:  # a time of day shown as a number
        return round(value * DAY)
    written = plain(text(value))
    if re.fullmatch(r"\d{1,2}", written):
        written += "h"
    return _clock(written)


def _clock(written: str) -> int:
    found = _TIME.fullmatch(written)
    if found is None or (":" in written and found[2] is None):
        raise Unreadable("bad_time")
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[:3])
    at = hours * 3600 + minutes * 60 + seconds
    if minutes >= 60 or seconds >= 60 or at > DAY:
        raise Unreadable("bad_time")
    return at + DAY * bool(found[4])


def spans(value: Value) -> tuple[Span, ...]:
    """One or several spans: `8h30-9h30 / 14h-16h`."""
    return spans_in(plain(text(value)))


def spans_in(written: str) -> tuple[Span, ...]:
    """The spans of a plain text; nothing else may stand in it."""
    found = []
    rest = written
    for match in _SPAN.finditer(written):
        start, end = (_clock(part) for part in match.groups() if part)
        if end < start:
            raise Unreadable("span_backwards", part=match[0])
        found.append((start, end))
        rest = rest.replace(match[0], " ", 1)
    if not found or re.sub(r"\b(et|and|ou|or|puis)\b|[\s/,;&+]", "", rest):
        raise Unreadable("bad_spans", part=written if not found else rest.strip(" /,;&+"))
    return tuple(found)


# Dates

DATE = (
    r"(?:\d{4}-\d\d-\d\d|\d{1,2}-\d{1,2}-\d{4}(?!\d)"
    r"|\d{1,2}[/.]\d{1,2}(?:[/.](?:\d{4}|\d\d))?(?!\d))"
)


def day(value: Value) -> date:
    """A date with its year: `25/12/2026`, `25/12/26`, `25-12-2026`, `2026-12-25`, or a cell that
    is a date."""
    if isinstance(value, datetime):
        if value.time() != time():
            raise Unreadable("bad_date")
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float):
        raise Unreadable("bad_date")
    found = date_in(plain(text(value)))
    if not isinstance(found, date):
        raise Unreadable("no_year")
    return found


def date_in(written: str) -> date | tuple[int, int]:
    """The date of a plain text, or its month and day where it has no year."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        parts = [int(part) for part in written.split("-")]
    elif re.fullmatch(DATE, written):
        parts = [int(part) for part in re.split(r"[/.-]", written)][::-1]
    else:
        raise Unreadable("bad_date", part=written)
    try:
        if len(parts) == 2:
            date(2028, *parts)  # a leap year
            return parts[0], parts[1]
        year = parts[0] + (2000 if parts[0] < 100 else 0)
        found = date(year, parts[1], parts[2])
    except ValueError:
        raise Unreadable("bad_date", part=written) from None
    if not 1970 <= year < 2200:
        raise Unreadable("bad_date", part=written)
    return found
