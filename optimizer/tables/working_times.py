"""Working hours, breaks and absences: on which days, and at which times."""

import re
from dataclasses import dataclass
from datetime import date

from optimizer.tables import values
from optimizer.tables.cells import Value
from optimizer.tables.days import ALWAYS, Dates, Days
from optimizer.tables.errors import Unreadable
from optimizer.tables.recurrences import as_text, between, days_in
from optimizer.tables.words import plain

NOON = values.DAY // 2
HALVES = {
    "matin": (0, NOON), "matinee": (0, NOON), "morning": (0, NOON),
    "apres-midi": (NOON, values.DAY), "apres midi": (NOON, values.DAY),
    "afternoon": (NOON, values.DAY),
}  # fmt: skip
"""Half-days, which part at noon."""
OPEN_START, OPEN_END = date(1970, 1, 1), date(2199, 12, 31)
"""Of an absence without a first or last date."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When a worker works on some days: one span, or several on a split day."""

    days: Days
    spans: tuple[values.Span, ...]


@dataclass(frozen=True, slots=True)
class Pause:
    """A break of `seconds` that starts inside the span."""

    seconds: int
    span: values.Span


@dataclass(frozen=True, slots=True)
class Absence:
    """Days off, or only some hours of these days."""

    dates: Dates
    spans: tuple[values.Span, ...] = ()


def _segments(value: Value, separators: str = r"[;\n]") -> list[str]:
    parts = re.split(separators, values.text(as_text(value)))
    return [part for part in map(plain, parts) if part]


_FIRST_TIME = re.compile(rf"(?<![\d/.-]){values.TIME}")


def hours(value: Value) -> tuple[Hours, ...]:
    """`lun-ven 7h30-12h / 16h-20h; sam 8h-12h`; without days: every day."""
    found = []
    for segment in _segments(value):
        start = _FIRST_TIME.search(segment)
        if start is None:
            raise Unreadable("bad_hours", part=segment)
        head = re.sub(r"\b(de|from)$", "", segment[: start.start()].strip(" :,")).strip(" :,")
        rule = days_in(head) if head else ALWAYS
        if rule.counted:
            raise Unreadable("no_anchor", part=head)
        found.append(Hours(rule, values.spans_in(segment[start.start() :])))
    return tuple(found)


def pauses(value: Value) -> tuple[Pause, ...]:
    """`30 min 11h30-13h30`: how long, and between which times it starts."""
    found = []
    for segment in _segments(value):
        match = re.fullmatch(r"(\d+ ?(?:h(?: ?\d\d)?|min|mn|s)(?: \d+ ?s)?) (.+)", segment)
        if match is None:
            raise Unreadable("bad_pause", part=segment)
        for span in values.spans_in(match[2]):
            found.append(Pause(values.duration(match[1]), span))
    return tuple(found)


_WHY = re.compile(
    r"\b(?:absente?|absence|conges?|conges? payes|cp|rtt|maladie|arret(?: de travail| maladie)?"
    r"|formation|hospitalisee?|hospitalisation|vacances|leave|sick|holidays?|training|hospital"
    r"|in hospital|off)\b[ :,]*|\([^)]*\)"
)
_ABSENCE = re.compile(
    rf"(?:(?P<open>depuis(?: le)?|a partir du|des le|since|jusqu'au|until) )?"
    rf"(?:du |le |from |on )?(?P<first>{values.DATE})"
    rf"(?: ?(?:-|au|to) ?(?P<last>{values.DATE}))?(?: (?P<times>.+))?"
)


def absences(value: Value) -> tuple[Absence, ...]:
    """`25/12/2026; 01/02/2027-05/02/2027; 24/11/2026 14h-16h; depuis le 28/11/2026`."""
    found = []
    for segment in _segments(value, r"[;,\n]"):
        match = _ABSENCE.fullmatch(re.sub(r" +", " ", _WHY.sub(" ", segment)).strip())
        if match is None or (match["open"] and (match["last"] or match["times"])):
            raise Unreadable("bad_absence", part=segment)
        start = values.date_in(match["first"])
        end = values.date_in(match["last"]) if match["last"] else start
        if isinstance(end, date) and not isinstance(start, date):
            start = _same_year(start, end)  # du 28/11 au 05/12/2026
        dates = between(start, end, segment)
        if not isinstance(start, date):
            raise Unreadable("no_year")
        if match["open"]:
            before = match["open"] in ("jusqu'au", "until")
            dates = Dates(OPEN_START, start) if before else Dates(start, OPEN_END)
        found.append(Absence(dates, _times(match["times"])))
    return tuple(found)


def _same_year(start: tuple[int, int], end: date) -> date:
    year = end.year - (start > (end.month, end.day))
    return date(year, *start)


def _times(written: str | None) -> tuple[values.Span, ...]:
    if not written:
        return ()
    return (HALVES[written],) if written in HALVES else values.spans_in(written)
