"""What one cell may say: durations, times, dates, days, lists, as people write them."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from optimizer.tables import recurrences, services, values, working_times
from optimizer.tables.cells import Broken
from optimizer.tables.columns import MODES, PRIORITIES
from optimizer.tables.errors import Unreadable

MINUTE, HOUR = 60, 3600


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("45", 45 * MINUTE),
        (45, 45 * MINUTE),
        (45.0, 45 * MINUTE),
        ("45 min", 45 * MINUTE),
        ("45mn", 45 * MINUTE),
        ("1h15", 75 * MINUTE),
        ("1 h 15", 75 * MINUTE),
        ("1h15min", 75 * MINUTE),
        ("1:15", 75 * MINUTE),
        ("1,5 h", 90 * MINUTE),
        ("1.5h", 90 * MINUTE),
        ("2 heures", 2 * HOUR),
        ("90 s", 90),
        ("1 min 30 s", 90),
        ("22,5", 22.5 * MINUTE),
        (time(1, 15), 75 * MINUTE),
        (timedelta(hours=1, minutes=15), 75 * MINUTE),
        ("0 min", 0),
    ],
)
def test_durations(cell: Any, seconds: float) -> None:
    """Minutes alone, minutes and hours in all spellings, and cells that spreadsheets made."""
    assert values.duration(cell) == seconds


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("une heure", "bad_duration"), ("1h75", "bad_duration"), ("1:75", "bad_duration"),
        ("-5", "bad_duration"), ("h", "bad_duration"), (0.03125, "bad_duration"),
        ("25 h", "duration_out_of_range"), (1500, "duration_out_of_range"),
        (-5, "duration_out_of_range"), (datetime(1900, 1, 1), "duration_out_of_range"),
        ("1h15 20 min", "bad_duration"), (True, "not_a_text"),
        (Broken("formula_error", "#N/A"), "formula_error"),
    ],
)  # fmt: skip
def test_what_is_no_duration(cell: Any, code: str) -> None:
    """0.03125 is 45 min as a part of a day, or a mistake: not guessed."""
    with pytest.raises(Unreadable) as unreadable:
        values.duration(cell)
    assert unreadable.value.code == code


def test_a_visit_takes_time() -> None:
    """A gap of 0 min is one, a visit of 0 min is a mistake."""
    assert values.length("1 min") == MINUTE
    with pytest.raises(Unreadable, match="zero_duration"):
        values.length("0")


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("8h30", 8.5 * HOUR), ("08:30", 8.5 * HOUR), ("8 h 30", 8.5 * HOUR), ("8H30", 8.5 * HOUR),
        ("8h", 8 * HOUR), ("8", 8 * HOUR), (8, 8 * HOUR), ("08:30:15", 8.5 * HOUR + 15),
        (time(8, 30), 8.5 * HOUR), (0.3541666667, 8.5 * HOUR), ("24h", 24 * HOUR),
        ("1h30+1", 25.5 * HOUR), (timedelta(days=1), 24 * HOUR),
    ],
)  # fmt: skip
def test_times_of_day(cell: Any, seconds: float) -> None:
    """French and English spellings, and time cells shown as time or as number."""
    assert values.clock(cell) == seconds


@pytest.mark.parametrize(
    "cell", ["25h", "8h60", "8.30", "8,5", "8:", "matin", 8.5, "24h30", -1, datetime(2026, 1, 1)]
)
def test_what_is_no_time_of_day(cell: Any) -> None:
    """8,5 may be 8h05 or 8h30: not guessed."""
    with pytest.raises(Unreadable, match="bad_time"):
        values.clock(cell)


@pytest.mark.parametrize(
    ("cell", "spans"),
    [
        ("8h30-9h30", [(8.5, 9.5)]),
        ("8h30-9h30 / 14h-16h", [(8.5, 9.5), (14, 16)]),
        ("8h30 – 9h30, 14h00 à 16h00", [(8.5, 9.5), (14, 16)]),
        ("de 8h30 à 9h30 et de 14h à 16h", [(8.5, 9.5), (14, 16)]),
        ("entre 8h et 10h", [(8, 10)]),
        ("08:30-09:30 14:00-16:00", [(8.5, 9.5), (14, 16)]),
        ("8:30 to 9:30", [(8.5, 9.5)]),
        ("22h-6h+1", [(22, 30)]),
        ("22h-24h", [(22, 24)]),
        ("8h-8h", [(8, 8)]),
    ],
)
def test_spans(cell: str, spans: list[tuple[float, float]]) -> None:
    """One or several, in words or with dashes; the next day only where it is said."""
    assert values.spans(cell) == tuple((a * HOUR, b * HOUR) for a, b in spans)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("9h30-8h30", "span_backwards"), ("22h-6h", "span_backwards"), ("matin", "bad_spans"),
     ("8h", "bad_spans"), ("8h-9h sauf", "bad_spans"), ("8h-9h-10h", "bad_spans"),
     ("8h-26h", "bad_time")],
)  # fmt: skip
def test_what_is_no_span(cell: str, code: str) -> None:
    """Nothing of the text is left unread."""
    with pytest.raises(Unreadable) as unreadable:
        values.spans(cell)
    assert unreadable.value.code == code


@pytest.mark.parametrize(
    "cell",
    ["25/12/2026", "25/12/26", "25.12.2026", "25-12-2026", "2026-12-25", date(2026, 12, 25),
     datetime(2026, 12, 25)],
)  # fmt: skip
def test_dates(cell: Any) -> None:
    """Day first, as in France, or ISO 8601."""
    assert values.day(cell) == date(2026, 12, 25)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("25/12", "no_year"), ("31/02/2026", "bad_date"), ("12/25/2026", "bad_date"),
     ("Noël", "bad_date"), (46381, "bad_date"), (datetime(2026, 12, 25, 8), "bad_date"),
     ("25/12/1926", "bad_date")],
)  # fmt: skip
def test_what_is_no_date(cell: Any, code: str) -> None:
    """American order and numbers of days are not guessed."""
    with pytest.raises(Unreadable) as unreadable:
        values.day(cell)
    assert unreadable.value.code == code


# Days. The week from Monday 21 December 2026: Christmas is its Friday.

WEEK = [date(2026, 12, 21 + n) for n in range(7)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("lun-ven", "12345"),
        ("lundi au vendredi", "12345"),
        ("du lundi au vendredi", "12345"),
        ("Lun, Mer, Ven", "135"),
        ("lun mer ven", "135"),
        ("lun/mer/ven", "135"),
        ("lundis et jeudis", "14"),
        ("sam-dim", "67"),
        ("sam-lun", "167"),
        ("week-end", "67"),
        ("tous les jours", "1234567"),
        ("quotidien", "1234567"),
        ("tlj", "1234567"),
        ("TLJ sauf dim.", "123456"),
        ("22-12-2026, 24-12-2026", "24"),
        ("22-12-2026-24-12-2026", "234"),
        ("7j/7", "1234567"),
        ("7 jours sur 7", "1234567"),
        ("7/7", "1234567"),
        ("7/7 sauf 25/12", "123467"),
        ("en semaine", "12345"),
        ("lun-ven sauf fériés", "1234"),
        ("lun-ven, fériés compris", "12345"),
        ("tous les jours sauf 25/12", "123467"),
        ("tous les jours sauf 25/12/2026", "123467"),
        ("tous les jours sauf 25/12/2025", "1234567"),
        ("tous les jours sauf 24/12-26/12", "1237"),
        ("tous les jours sauf du 24/12 au 2/1", "123"),
        ("tous les jours sauf mer et fériés", "12467"),
        ("dim et fériés", "57"),
        ("sauf dim", "123456"),
        ("22/12/2026", "2"),
        ("22/12/2026, 24/12/2026", "24"),
        ("23/12/2026-25/12/2026", "345"),
        ("semaines paires", "1234567"),
        ("semaines impaires", ""),
        ("lun semaines paires", "1"),
        ("mon-fri", "12345"),
        ("every day except holidays", "123467"),
        ("tue, thu", "24"),
        ("weekdays", "12345"),
        (datetime(2026, 12, 22), "2"),
    ],
)
def test_days(cell: Any, expected: str) -> None:
    """Which days of the week of Christmas (week 52) a rule holds on: 1 is Monday."""
    rule = recurrences.days(cell)
    assert "".join(str(day.isoweekday()) for day in WEEK if rule.falls_on(day, None)) == expected


@pytest.mark.parametrize("cell", ["1 semaine sur 2 mar", "mar une semaine sur deux",
                                  "mardi (1 sem. / 2)", "mar 1 semaine/2",
                                  "mar toutes les 2 semaines", "toutes les deux semaines, mar",
                                  "tue every 2 weeks", "tue every other week"])  # fmt: skip
def test_one_week_in_two(cell: str) -> None:
    """Counted from the week of the first date, whatever its weekday: from Thursday 5 November
    the Tuesdays of the weeks of 2, 16 and 30 November."""
    rule, first = recurrences.days(cell), date(2026, 11, 5)
    november = [date(2026, 11, day) for day in range(1, 31)]
    assert [day.day for day in november if rule.falls_on(day, first)] == [3, 17]
    assert rule.falls_on(date(2026, 12, 1), first)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("lun-vent", "bad_days"), ("le lundi du 1er mois", "bad_days"), ("jamais", "bad_days"),
     ("lun sauf", "bad_days"), ("sauf 31/02", "bad_date"), ("lun fériés compris sauf fériés",
     "holidays_both"), ("2/1/2027-24/12/2026", "dates_backwards"),
     ("1 semaine sur 0", "bad_days"), ("lun sauf 1 semaine sur 2", "bad_days"), (12, "bad_days")],
)  # fmt: skip
def test_what_is_no_rule_of_days(cell: Any, code: str) -> None:
    """Words that are not understood are named."""
    with pytest.raises(Unreadable) as unreadable:
        recurrences.days(cell)
    assert unreadable.value.code == code


def test_hours() -> None:
    """Days before times; two spans a day are a split day; without days: every day."""
    found = working_times.hours("lun-ven 7h30-12h / 16h-20h; sam : 8h-12h")
    assert [part.spans for part in found] == [
        ((7.5 * HOUR, 12 * HOUR), (16 * HOUR, 20 * HOUR)),
        ((8 * HOUR, 12 * HOUR),),
    ]
    tuesday, saturday = WEEK[1], WEEK[5]
    assert [tuesday in part.days for part in found] == [True, False]
    assert [saturday in part.days for part in found] == [False, True]
    (always,) = working_times.hours("8h-16h")
    assert all(day in always.days for day in WEEK)
    (dated,) = working_times.hours("24/12/2026 8h-12h / 14h-16h")
    assert [day for day in WEEK if day in dated.days] == [date(2026, 12, 24)]


def test_breaks_and_absences() -> None:
    """A break has a length and a span; an absence has dates, and perhaps hours."""
    (pause,) = working_times.pauses("30 min entre 11h30 et 13h30")
    assert (pause.seconds, pause.span) == (1800, (11.5 * HOUR, 13.5 * HOUR))
    one, two, three = working_times.absences(
        "25-12-2026; 22/12/2026 14h-16h, 26/12/2026 au 27/12/2026"
    )
    assert [day.day for day in WEEK if day in one.dates] == [25]
    assert (two.spans, WEEK[1] in two.dates) == (((14 * HOUR, 16 * HOUR),), True)
    assert [day.day for day in WEEK if day in three.dates] == [26, 27]


@pytest.mark.parametrize(
    ("read", "cell", "code"),
    [
        (working_times.hours, "lun-ven", "bad_hours"),
        (working_times.hours, "lun 8h-12h; mardi matin", "bad_hours"),
        (working_times.hours, "lun 12h-8h", "span_backwards"),
        (working_times.hours, "lundu 8h-12h", "bad_days"),
        (working_times.hours, "1 semaine sur 2 8h-12h", "no_anchor"),
        (working_times.pauses, "11h30-13h30", "bad_pause"),
        (working_times.pauses, "30 min à midi", "bad_spans"),
        (working_times.absences, "Noël", "bad_absence"),
        (working_times.absences, "25/12", "no_year"),
        (working_times.absences, "26/12/2026-25/12/2026", "dates_backwards"),
    ],
)
def test_what_is_no_working_time(read: Any, cell: str, code: str) -> None:
    """Hours without times, breaks without a length, absences without a year."""
    with pytest.raises(Unreadable) as unreadable:
        read(cell)
    assert unreadable.value.code == code


def test_identifiers_and_lists() -> None:
    """Numbers are identifiers as they are shown; lists are separated by ; , or line breaks."""
    assert values.ident(12) == values.ident(12.0) == "12"
    assert values.ident("  V 12 ") == "V 12"
    assert values.items("A1; A2,A3\nA1;") == ("A1", "A2", "A3")
    assert values.skills("toilette; lève-personne:2") == {"toilette": 1, "lève-personne": 2}
    for cell, code in [(datetime(2026, 1, 2), "became_a_date"), (True, "not_a_text"),
                       ("x" * 151, "too_long")]:  # fmt: skip
        with pytest.raises(Unreadable, match=code):
            values.ident(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("47,2412", 47.2412), ("47.2412", 47.2412), (47.2412, 47.2412), ("-4,48", -4.48), ("6", 6)],
)
def test_coordinates(cell: Any, expected: float) -> None:
    """Decimal comma or point."""
    assert values.degrees(90)(cell) == expected


def test_words() -> None:
    """Known words whatever accents and case; a service may be any other word."""
    assert values.choice(MODES)("VÉLO") == "bicycle"
    assert values.choice(PRIORITIES)(1) == values.choice(PRIORITIES)("Vitale") == 1
    assert services.service("Aide à domicile") == "home_help"
    assert services.service("Jardinage") == "Jardinage"
    with pytest.raises(Unreadable, match="unknown_word"):
        values.choice(MODES)("trottinette")
