"""Rules of days as people write them: `lun-ven sauf fériés`, `un mardi sur deux`, dates."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from optimizer.tables import letters, values
from optimizer.tables.calendars import ZONES, Zone
from optimizer.tables.cells import Value
from optimizer.tables.days import LAST, Dates, Days
from optimizer.tables.errors import Unreadable
from optimizer.tables.words import plain

WEEKDAYS = (
    r"lun(?:dis?)?|mon(?:days?)?", r"mar(?:dis?)?|tue(?:s|sdays?)?",
    r"mer(?:credis?)?|wed(?:nesdays?)?", r"jeu(?:dis?)?|thu(?:rs?|rsdays?)?",
    r"ven(?:dredis?)?|fri(?:days?)?", r"sam(?:edis?)?|sat(?:urdays?)?",
    r"dim(?:anches?)?|sun(?:days?)?",
)  # fmt: skip
"""Patterns of the names of Monday to Sunday, plain."""
_NAME = "|".join(WEEKDAYS)
_WEEKEND = r"(?:week[ -]?ends?|w[.-]?e\b\.?)"
_TO = r"(?: ?- ?| (?:au|a|to|through) )"
_ONE = r"(?:1|une?)"
_N = r"(?:\d{1,2}|deux|trois|quatre)"
_OF = r" ?(?:/|sur|out of|in) ?"
_NUMBERS = {"deux": 2, "trois": 3, "quatre": 4, "other": 2, "second": 2, "third": 3, "fourth": 4}
_ORDINALS = {
    "premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4, "cinquieme": 5,
    "dernier": LAST, "first": 1, "third": 3, "fourth": 4, "fifth": 5, "last": LAST,
}  # fmt: skip
_ORDINAL = rf"(?:(?:{'|'.join(_ORDINALS)})s?|[1-5] ?(?:er|ers|eme|nd|e|st|rd|th))"
_MONTH = r"(?: (?:du|de chaque|of the|of each|of every) (?:mois|month))?"
_SCHOOL = r"(?:vacances? scol(?:aires?|\.)?|school holidays?)"
_HOLIDAYS = r"(?:les )?(?:jours? )?feries?|(?:public |bank )?holidays?"
_HOLIDAYS_TOO = re.compile(rf"(?:{_HOLIDAYS}) (?:compris|inclus)e?s?|(?:includ(?:ing|ed)|incl\.?) "
                           rf"(?:{_HOLIDAYS})|y compris (?:{_HOLIDAYS})")  # fmt: skip
_EXCEPT = r"\b(?:sauf|hors|excepte|except|but not|outside)\b"

_PARTS = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in {
            "since": rf"\b(?:a partir du|a compter du|depuis le|des le|starting(?: on)?) "
                     rf"(?P<s1>{values.DATE})",
            "dates": rf"(?P<d1>{values.DATE})(?:{_TO}(?P<d2>{values.DATE}))?",
            "school": rf"\b{_SCHOOL}(?: (?:de la |\(?)zone (?P<z1>[abc])\b\)?)?",
            "term": r"\b(?:en )?(?:periode|temps) scolaire\b|\b(?:in )?term[ -]time\b",
            "everynth": rf"\b(?:{_ONE} (?P<e1>{_NAME}|{_WEEKEND}){_OF}(?P<n1>{_N})"
                        rf"|every (?P<n2>other|second|third|fourth) (?P<e2>{_NAME}|{_WEEKEND}))\b",
            "nth": rf"\b(?P<o1>{_ORDINAL}(?:(?: ?, ?| et (?:le )?| and )(?:{_ORDINAL}))*) "
                   rf"(?P<o2>{_NAME})\b{_MONTH}",
            "everyday": rf"\b{_ONE} ?j(?:our)?{_OF}(?P<n3>{_N})\b"
                        rf"|\btous les (?P<n4>{_N}) jours\b"
                        r"|\bevery (?:(?P<n5>\d{1,2}) days|(?P<n6>other|second|third) day)\b",
            "every": rf"\b{_ONE} sem(?:aine)?\.?{_OF}(?P<n7>{_N})\b"
                     rf"|\btoutes les (?P<n8>{_N}) sem(?:aines?\b|\.|\b)"
                     r"|\bevery (?:(?P<n9>\d{1,2}) weeks|(?P<n10>other|second|third|fourth) week)\b"
                     r"|\b(?P<fortnight>fortnightly)\b",
            "days": rf"\b(?P<w1>{_NAME})\b\.?(?:{_TO}(?P<w2>{_NAME})\b\.?)?",
            "weekend": rf"\b{_WEEKEND}",
            "open": r"\bjours ouvres\b|\b(?:working|business) days\b",
            "workable": r"\bjours ouvrables\b",
            "weekdays": r"\ben semaine\b|\b(?:on )?weekdays\b",
            "always": r"\btous les jours\b|\bchaque jour\b|\btlj\b|\bquotidien(?:ne)?(?:ment)?\b"
                      r"|\b7 ?j(?:ours)? ?(?:/|sur) ?7\b|\bevery ?day\b|\bdaily\b|^(?:tous|all)$",
            "parity": r"\bsem(?:aines?|\.)? (?P<p1>im)?paires?\b"
                      r"|\b(?:even|(?P<p2>odd)) weeks?\b",
            "holidays": rf"\b(?:{_HOLIDAYS})\b",
        }.items()
    )
)  # fmt: skip
_FILLERS = re.compile(
    r"\b(?:et|and|les?|du|des|de|le|on|the|from|tous|toutes|chaque|every|each"
    r"|pendant|durant|during|uniquement|seulement|only)\b|[\s,;&+:./()]"
)
_UNSURE = re.compile(r"(?<!le )(?<![\d/.])(?:0?1[/.]0?[234]|0?[1-6][/.]0?7)(?![\d/.])")
"""A day and a month, or one in so many weeks, or so many days of seven."""


def days(value: Value) -> Days:
    """Read a rule of days, or a date."""
    if isinstance(value, date):
        found = values.day(value)
        if _UNSURE.fullmatch(f"{found.day}/{found.month}"):  # what a spreadsheet makes of 1/2
            raise _unsure(f"{found.day}/{found.month}")
        return Days(dates=(Dates(found, found),))
    return days_in(plain(values.text(value)))


def working_days(value: Value) -> Days:
    """Read a rule of days that says itself when it begins."""
    rule = days(value)
    if rule.counted:
        raise Unreadable("no_anchor", part=values.text(value))
    return rule


def days_in(written: str) -> Days:
    """The rule that a plain text states; what follows `sauf` is left out."""
    rest, holidays_too = _HOLIDAYS_TOO.subn(" ", written)
    named, *excepted = re.split(_EXCEPT, rest)
    named = re.sub(r"(?<![\d/])7/7(?![\d/])", "7j/7", named)  # not the 7th of July
    single = letters.weekdays(named.strip(" ,;:"))
    yes, no = (_parts("") if single else _parts(named)), _parts(" ".join(excepted))
    yes.weekdays |= single or frozenset()
    if no.timed() or (excepted and no == _Parts()):
        raise Unreadable("bad_days", part=" ".join(excepted).strip() or "sauf")
    if no.holidays and (holidays_too or yes.holidays):
        raise Unreadable("holidays_both")
    mixed = no.weekdays and (no.holidays or no.school)
    if mixed and not named.strip() and re.search(r"[,;]", " ".join(excepted)):
        raise Unreadable("bad_days", part=written)  # hors vacances scolaires, lun: on Mondays?
    if not excepted and not holidays_too and yes == _Parts():
        raise Unreadable("bad_days", part=written)
    if yes.school is not None and no.school is not None:
        raise Unreadable("bad_days", part=written)
    school = False if no.school else yes.school
    return Days(
        frozenset(yes.weekdays), tuple(yes.dates), yes.holidays, yes.every, yes.every_days,
        yes.parity, frozenset(yes.nth), tuple(yes.within), yes.since, school, yes.zone or no.zone,
        frozenset(no.weekdays), tuple(no.dates), no.holidays or yes.open,
        bool(holidays_too) or yes.holidays or no.holidays or yes.always or yes.open,
    )  # fmt: skip


@dataclass
class _Parts:
    """What a part of the text names."""

    weekdays: set[int] = field(default_factory=set)
    dates: list[Dates] = field(default_factory=list)
    within: list[Dates] = field(default_factory=list)
    holidays: bool = False
    every: int = 1
    every_days: int = 1
    parity: int | None = None
    nth: set[int] = field(default_factory=set)
    since: date | None = None
    school: bool | None = None
    zone: Zone | None = None
    open: bool = False
    always: bool = False

    def timed(self) -> bool:
        """Whether it says more than days that can be left out."""
        return bool(
            self.every != 1 or self.every_days != 1 or self.parity is not None or self.nth
            or self.since or self.open or self.school is False
        )  # fmt: skip


def _parts(written: str) -> _Parts:
    unsure = _UNSURE.search(_PARTS.sub(_range_or_rhythm, written))
    if unsure:
        raise _unsure(unsure[0])
    found = _Parts()
    ranges: list[tuple[int, Dates]] = []
    rhythms = []
    others = False
    for match in _PARTS.finditer(written):
        kind = _kind(match)
        if kind == "dates" and match["d2"]:
            ranges.append((match.start(), _dates(match["d1"], match["d2"])))
            continue
        _READ[kind](found, match)
        if kind in _RHYTHMS:
            rhythms.append(match)
        others = others or kind in ("days", "weekend", "weekdays", "always")
    _check_rhythms(written, rhythms, others)
    bound = bool(found.weekdays or found.timed() or found.school is not None or found.holidays)
    for start, dates in ranges:
        added = re.search(r"(?:\bet\b|\band\b|[+&;])\s*(?:du )?$", written[:start])
        (found.within if bound and not added else found.dates).append(dates)
    unknown = _unknown(written)
    if unknown or not found.every or not found.every_days:
        raise Unreadable("bad_days", part=unknown or written)
    if found.every_days % 7 == 0 and found.weekdays:  # tous les 15 jours, le mardi
        found.every, found.every_days = found.every_days // 7, 1
    return found


def _check_rhythms(written: str, rhythms: list[re.Match[str]], others: bool) -> None:
    """Refuses several rhythms in a cell, and one of a weekday beside other weekdays."""
    own_days = any(_kind(match) in ("everynth", "nth") for match in rhythms)
    if len(rhythms) > 1 or (own_days and others):
        raise Unreadable("several_rhythms", part=written.strip())
    for match in rhythms:
        if _kind(match) == "everyday" and _count(match) == 8:
            raise Unreadable("unsure_week", part=match[0])


def _range_or_rhythm(match: re.Match[str]) -> str:
    """Nothing in the place of what can be read in one way only."""
    alone = _kind(match) == "dates" and not match["d2"]
    return match[0] if alone else " " * len(match[0])


def _unsure(part: str) -> Unreadable:
    first, second = part.replace(".", "/").split("/")
    day = f"{int(first):02}/{int(second):02}"
    if int(second) == 7:
        return Unreadable("unsure_days", part=part, day=day, n=int(first))
    return Unreadable("unsure_weeks", part=part, day=day, m=int(second))


def _days(found: _Parts, match: re.Match[str]) -> None:
    first = _weekday(match["w1"])
    last = _weekday(match["w2"]) if match["w2"] else first
    found.weekdays.update((first + n) % 7 for n in range((last - first) % 7 + 1))


def _since(found: _Parts, match: re.Match[str]) -> None:
    start = values.date_in(match["s1"])
    if not isinstance(start, date):
        raise Unreadable("no_year")
    found.since = start


def _one_date(found: _Parts, match: re.Match[str]) -> None:
    found.dates.append(_dates(match["d1"], match["d1"]))


def _every_nth(found: _Parts, match: re.Match[str]) -> None:
    name = match["e1"] or match["e2"]
    found.weekdays.update((5, 6) if re.fullmatch(_WEEKEND, name) else (_weekday(name),))
    found.every = _count(match)


def _nth(found: _Parts, match: re.Match[str]) -> None:
    for word in re.findall(_ORDINAL, match["o1"]):
        number = _ORDINALS.get(word) or _ORDINALS.get(word.removesuffix("s"))
        found.nth.add(number or int(word[0]))
    found.weekdays.add(_weekday(match["o2"]))


def _every_day(found: _Parts, match: re.Match[str]) -> None:
    found.every_days = 14 if match["n4"] == "15" else _count(match)  # as the French count


def _every(found: _Parts, match: re.Match[str]) -> None:
    found.every = 2 if match["fortnight"] else _count(match)


def _parity(found: _Parts, match: re.Match[str]) -> None:
    found.parity = 1 if match["p1"] or match["p2"] else 0


def _school(found: _Parts, match: re.Match[str]) -> None:
    found.school = True
    found.zone = next((zone for zone in ZONES if zone.lower() == match["z1"]), None)


def _term(found: _Parts, match: re.Match[str]) -> None:
    found.school = False


def _open(found: _Parts, match: re.Match[str]) -> None:
    found.weekdays.update(range(6 if match["workable"] else 5))
    found.open = True


def _always(found: _Parts, match: re.Match[str]) -> None:
    found.weekdays.update(range(7))
    found.always = True


def _weekend(found: _Parts, match: re.Match[str]) -> None:
    found.weekdays.update((5, 6))


def _weekdays(found: _Parts, match: re.Match[str]) -> None:
    found.weekdays.update(range(5))


def _holidays(found: _Parts, match: re.Match[str]) -> None:
    found.holidays = True


_READ: dict[str, Callable[[_Parts, re.Match[str]], None]] = {
    "since": _since, "dates": _one_date, "school": _school, "term": _term,
    "everynth": _every_nth, "nth": _nth, "everyday": _every_day, "every": _every, "days": _days,
    "weekend": _weekend, "open": _open, "workable": _open, "weekdays": _weekdays,
    "always": _always, "parity": _parity, "holidays": _holidays,
}  # fmt: skip
_RHYTHMS = ("everynth", "nth", "everyday", "every", "parity")


def _kind(match: re.Match[str]) -> str:
    return next(kind for kind in _READ if match[kind] is not None)


def _count(match: re.Match[str]) -> int:
    word = next(w for n in range(1, 11) if (w := match[f"n{n}"]) is not None)
    return _NUMBERS[word] if word in _NUMBERS else int(word)


def _unknown(written: str) -> str:
    """From the first to the last word of a plain text in which something is not understood."""
    rest = written
    for known in (_PARTS, _FILLERS):
        rest = known.sub(lambda match: " " * len(match[0]), rest)
    words = [word for word in re.finditer(r"\S+", written) if rest[slice(*word.span())].strip()]
    return written[words[0].start() : words[-1].end()] if words else ""


def _weekday(name: str) -> int:
    return next(n for n, names in enumerate(WEEKDAYS) if re.fullmatch(names, name))


def _dates(first: str, last: str) -> Dates:
    return between(values.date_in(first), values.date_in(last), f"{first}-{last}")


def between(start: date | tuple[int, int], end: date | tuple[int, int], part: str) -> Dates:
    """The days from one to another; a `part` of a text says so.

    Raises
    ------
    Unreadable
        One has a year and the other none, or the last comes before the first.
    """
    if isinstance(start, date) != isinstance(end, date):
        raise Unreadable("no_year")
    if isinstance(start, date) and isinstance(end, date) and end < start:
        raise Unreadable("dates_backwards", part=part)
    return Dates(start, end)


def as_text(value: Value) -> Value:
    """A date of a spreadsheet as a text, like any other part of a list."""
    return values.day(value).isoformat() if isinstance(value, datetime) else value
