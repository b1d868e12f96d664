"""On which days: `lun-ven`, `1 semaine sur 2`, `tous les jours sauf fériés`, dates."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

import holidays

from optimizer.tables import values
from optimizer.tables.cells import Value
from optimizer.tables.errors import Unreadable
from optimizer.tables.words import plain

MonthDay = tuple[int, int]
Some = date | MonthDay
"""A date, or the same day of every year."""


@cache
def public_holiday(day: date) -> str | None:
    """The name of the French public holiday that a date is (métropole), or None."""
    name: str | None = holidays.country_holidays("FR", years=day.year, language="fr").get(day)
    return name


@dataclass(frozen=True, slots=True)
class Dates:
    """From one date to another, both included; without a year: of every year."""

    first: Some
    last: Some

    def __contains__(self, day: date) -> bool:
        first, last = self.first, self.last
        if isinstance(first, date) and isinstance(last, date):
            return first <= day <= last
        at = (day.month, day.day)
        if isinstance(first, date) or isinstance(last, date):
            return False
        return first <= at <= last if first <= last else at >= first or at <= last


@dataclass(frozen=True, slots=True)
class Days:
    """A rule of days. Where neither weekdays, dates nor holidays are named: every day.

    `says_holidays`: whoever wrote it thought of public holidays.
    """

    weekdays: frozenset[int] = frozenset()
    dates: tuple[Dates, ...] = ()
    on_holidays: bool = False
    every: int = 1
    parity: int | None = None
    not_weekdays: frozenset[int] = frozenset()
    not_dates: tuple[Dates, ...] = ()
    not_holidays: bool = False
    says_holidays: bool = False

    def __contains__(self, day: date) -> bool:
        return self.falls_on(day, None)

    def falls_on(self, day: date, since: date | None) -> bool:
        """Whether a day is one of these; one week in n is counted from that of `since`."""
        holiday = public_holiday(day) is not None
        if (
            day.weekday() in self.not_weekdays
            or any(day in dates for dates in self.not_dates)
            or (holiday and self.not_holidays)
        ):
            return False
        if self.parity is not None and day.isocalendar().week % 2 != self.parity:
            return False
        if self.every > 1 and since is not None:
            weeks = (day - timedelta(day.weekday()) - since + timedelta(since.weekday())).days // 7
            if weeks % self.every:
                return False
        return (
            not (self.weekdays or self.dates or self.on_holidays)
            or day.weekday() in self.weekdays
            or any(day in dates for dates in self.dates)
            or (holiday and self.on_holidays)
        )


ALWAYS = Days()

WEEKDAYS = (
    r"lun(?:dis?)?|mon(?:days?)?", r"mar(?:dis?)?|tue(?:s|sdays?)?",
    r"mer(?:credis?)?|wed(?:nesdays?)?", r"jeu(?:dis?)?|thu(?:rs?|rsdays?)?",
    r"ven(?:dredis?)?|fri(?:days?)?", r"sam(?:edis?)?|sat(?:urdays?)?",
    r"dim(?:anches?)?|sun(?:days?)?",
)  # fmt: skip
"""Patterns of the names of Monday to Sunday, plain."""
_NAME = "|".join(WEEKDAYS)
_TO = r" ?(?:-|\bau\b|\ba\b|\bto\b) ?"
_HOLIDAYS = r"(?:les )?(?:jours? )?feries?|(?:public |bank )?holidays?"
_HOLIDAYS_TOO = re.compile(rf"(?:{_HOLIDAYS}) (?:compris|inclus)e?s?|(?:includ(?:ing|ed)|incl\.?) "
                           rf"(?:{_HOLIDAYS})|y compris (?:{_HOLIDAYS})")  # fmt: skip

_PARTS = re.compile(
    rf"""
    (?P<dates>(?P<d1>{values.DATE})(?:\ ?(?:-|\bau\b|\ba\b|\bto\b)\ ?(?P<d2>{values.DATE}))?)
    | (?P<days>\b(?P<w1>{_NAME})\b\.?(?:{_TO.replace(" ", chr(92) + " ")}(?P<w2>{_NAME})\b\.?)?)
    | (?P<weekend>\bweek[\ -]?ends?\b)
    | (?P<weekdays>\ben\ semaine\b|\b(?:on\ )?weekdays\b)
    | (?P<always>\btous\ les\ jours\b|\bchaque\ jour\b|\btlj\b|\bquotidien(?:nement)?\b
        |\b7\ ?j(?:ours)?\ ?(?:/|sur)\ ?7\b|\bevery\ day\b|\bdaily\b)
    | (?P<every>\b(?:1|une)\ sem(?:aine)?\.?\ ?(?:/|sur)\ ?(?P<n1>\d{{1,2}}|deux|trois|quatre)\b
        |\btoutes\ les\ (?P<n3>\d{{1,2}}|deux|trois|quatre)\ sem(?:aines?\b|\.|\b)
        |\bevery\ (?:(?P<n2>\d{{1,2}})\ weeks|other\ week)\b)
    | (?P<parity>\bsemaines?\ (?P<p1>im)?paires?\b|\b(?:even|(?P<p2>odd))\ weeks\b)
    | (?P<holidays>\b(?:{_HOLIDAYS.replace(" ", chr(92) + " ")})\b)
    """,
    re.VERBOSE,
)
_FILLERS = re.compile(r"\b(?:et|and|les?|du|des|de|le|on|the|from)\b|[\s,;&+:./()]")
_NUMBERS = {"deux": 2, "trois": 3, "quatre": 4}


def days(value: Value) -> Days:
    """Read a rule of days, or a date."""
    if isinstance(value, date):
        found = values.day(value)
        return Days(dates=(Dates(found, found),))
    return days_in(plain(values.text(value)))


def days_in(written: str) -> Days:
    """The rule that a plain text states; what follows `sauf` is left out."""
    rest, holidays_too = _HOLIDAYS_TOO.subn(" ", written)
    named, *excepted = re.split(r"\b(?:sauf|hors|except|but not)\b", rest)
    named = re.sub(r"(?<![\d/])7/7(?![\d/])", "7j/7", named)  # not the 7th of July
    yes, no = _parts(named), _parts(" ".join(excepted))
    if no.every != 1 or no.parity is not None or (excepted and no == _Parts()):
        raise Unreadable("bad_days", part=" ".join(excepted).strip() or "sauf")
    if no.holidays and (holidays_too or yes.holidays):
        raise Unreadable("holidays_both")
    return Days(
        frozenset(yes.weekdays), tuple(yes.dates), yes.holidays, yes.every, yes.parity,
        frozenset(no.weekdays), tuple(no.dates), no.holidays,
        bool(holidays_too) or yes.holidays or no.holidays or yes.always,
    )  # fmt: skip


@dataclass
class _Parts:
    """What a part of the text names."""

    weekdays: set[int] = field(default_factory=set)
    dates: list[Dates] = field(default_factory=list)
    holidays: bool = False
    every: int = 1
    parity: int | None = None
    always: bool = False


def _parts(written: str) -> _Parts:
    found = _Parts()
    for match in _PARTS.finditer(written):
        match _kind(match):
            case "dates":
                found.dates.append(_dates(match["d1"], match["d2"] or match["d1"]))
            case "days":
                first = _weekday(match["w1"])
                last = _weekday(match["w2"]) if match["w2"] else first
                found.weekdays.update((first + n) % 7 for n in range((last - first) % 7 + 1))
            case "weekend":
                found.weekdays.update((5, 6))
            case "weekdays":
                found.weekdays.update(range(5))
            case "always":
                found.weekdays.update(range(7))
                found.always = True
            case "every":
                count = match["n1"] or match["n2"] or match["n3"] or "2"
                found.every = _NUMBERS.get(count) or int(count)
            case "parity":
                found.parity = 1 if match["p1"] or match["p2"] else 0
            case "holidays":
                found.holidays = True
    unknown = _unknown(written)
    if unknown or found.every == 0:
        raise Unreadable("bad_days", part=unknown or written)
    return found


def _unknown(written: str) -> str:
    """From the first to the last word of a plain text in which something is not understood."""
    rest = written
    for known in (_PARTS, _FILLERS):
        rest = known.sub(lambda match: " " * len(match[0]), rest)
    words = [word for word in re.finditer(r"\S+", written) if rest[slice(*word.span())].strip()]
    return written[words[0].start() : words[-1].end()] if words else ""


_KINDS = ("dates", "days", "weekend", "weekdays", "always", "every", "parity", "holidays")


def _kind(match: re.Match[str]) -> str:
    return next(kind for kind in _KINDS if match[kind] is not None)


def _weekday(name: str) -> int:
    return next(n for n, names in enumerate(WEEKDAYS) if re.fullmatch(names, name))


def _dates(first: str, last: str) -> Dates:
    start, end = values.date_in(first), values.date_in(last)
    if isinstance(start, date) != isinstance(end, date):
        raise Unreadable("no_year")
    if isinstance(start, date) and isinstance(end, date) and end < start:
        raise Unreadable("dates_backwards", part=f"{first}-{last}")
    return Dates(start, end)


# Working hours, breaks, absences


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
    if isinstance(value, datetime):
        value = values.day(value).isoformat()
    return [part for part in map(plain, re.split(separators, values.text(value))) if part]


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
        if rule.every > 1:
            raise Unreadable("bad_hours", part=segment)
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


def absences(value: Value) -> tuple[Absence, ...]:
    """`25/12/2026; 01/02/2027-05/02/2027; 24/11/2026 14h-16h`."""
    found = []
    for segment in _segments(value, r"[;,\n]"):
        match = re.fullmatch(
            rf"(?:du |le |from )?({values.DATE})(?: ?(?:-|au|to) ?({values.DATE}))?(?: (.+))?",
            segment,
        )
        if match is None:
            raise Unreadable("bad_absence", part=segment)
        dates = _dates(match[1], match[2] or match[1])
        if not isinstance(dates.first, date):
            raise Unreadable("no_year")
        found.append(Absence(dates, values.spans_in(match[3]) if match[3] else ()))
    return tuple(found)
