"""Numbers, times and dates as people read them, in French and in English.

Times of day are `8 h 05` or `08:05`, lengths `1 h 20`, `45 min`; 24 hours in both languages.
"""

from datetime import date, datetime

from optimizer.rules.base import Lang

NARROW = "\u202f"
"""Narrow no-break space: between thousands and before units and signs in French."""
NO_VALUE = "–"

_DAYS: dict[Lang, tuple[str, ...]] = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS: dict[Lang, tuple[str, ...]] = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
           "septembre", "octobre", "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August",
           "September", "October", "November", "December"),
}  # fmt: skip


def colon(lang: Lang) -> str:
    """A colon, after a no-break space in French."""
    return "\u00a0:" if lang == "fr" else ":"


def number(value: float | None, lang: Lang, decimals: int = 0) -> str:
    """`12 345,6` or `12,345.6`; a dash for None."""
    if value is None:
        return NO_VALUE
    text = f"{value:,.{decimals}f}"
    if lang == "fr":
        text = text.replace(",", NARROW).replace(".", ",")
    return text.replace("-", "−")


def percent(share: float | None, lang: Lang) -> str:
    """A share of 1 as `87 %` or `87%`; below 100 % never rounded up to it."""
    if share is None:
        return NO_VALUE
    value = 99.9 if 0.9985 <= share < 1 else 100 * share
    decimals = 1 if 99.5 <= value < 100 else 0
    return number(value, lang, decimals) + (f"{NARROW}%" if lang == "fr" else "%")


def length(seconds: float | None) -> str:
    """A length of time to the minute: `45 min`, `7 h 05`, `1 234 h`; the same in both languages."""
    if seconds is None:
        return NO_VALUE
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes}{NARROW}min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}{NARROW}h{NARROW}{minutes:02}"


def hours(seconds: float, lang: Lang) -> str:
    """A long time in whole hours: `1 234 h` or `1,234 h`."""
    return f"{number(seconds / 3600, lang)}{NARROW}h"


def kilometres(metres: float, lang: Lang) -> str:
    """`12,3 km`, from 100 km on `123 km`."""
    km = metres / 1000
    return f"{number(km, lang, 0 if km >= 100 else 1)}{NARROW}km"


def euros(cents: float, lang: Lang) -> str:
    """`1 234,50 €` or `€1,234.50`."""
    amount = number(cents / 100, lang, 2)
    return f"{amount}{NARROW}€" if lang == "fr" else f"€{amount}"


def clock(moment: datetime, lang: Lang) -> str:
    """A time of day: `8 h 05` or `08:05`."""
    if lang == "fr":
        return f"{moment.hour}{NARROW}h{NARROW}{moment:%M}"
    return f"{moment:%H:%M}"


def day(when: date, lang: Lang) -> str:
    """`lundi 23 novembre 2026` or `Monday 23 November 2026`."""
    number_in_month = "1er" if lang == "fr" and when.day == 1 else str(when.day)
    month = _MONTHS[lang][when.month - 1]
    return f"{_DAYS[lang][when.weekday()]} {number_in_month} {month} {when.year}"


def span(first: date, last: date, lang: Lang) -> str:
    """One day, or `du lundi … au dimanche …` / `from Monday … to Sunday …`."""
    if first == last:
        return day(first, lang)
    a, b = day(first, lang), day(last, lang)
    return f"du {a} au {b}" if lang == "fr" else f"{a} to {b}"
