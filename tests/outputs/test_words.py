"""The catalogue of texts and the formats: complete in both languages, and used."""

import re
from datetime import date, datetime
from pathlib import Path
from string import Formatter

import pytest

import optimizer.outputs
from optimizer.outputs import formats
from optimizer.outputs.words import LANGS, WORDS, count, named, word
from optimizer.problem.score_terms import DEFAULT_LEVELS, TERM_KINDS
from optimizer.rules import RULES

OUTPUTS = Path(optimizer.outputs.__file__).parent
SOURCES = [
    *sorted(path for path in OUTPUTS.rglob("*.*") if path.suffix in (".py", ".js", ".html")),
    *sorted((OUTPUTS.parent / "cli").glob("*.py")),
    OUTPUTS.parent / "progress.py",
    OUTPUTS.parent / "tables" / "summary.py",
]


@pytest.mark.parametrize("key", WORDS)
def test_every_text_stands_in_both_languages(key: str) -> None:
    """Neither is empty; both have the same fields and the same number of forms."""
    fr, en = WORDS[key]

    assert fr.strip()
    assert en.strip()
    assert fr.count("|") == en.count("|") <= 1
    fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (fr, en)]
    assert fields[0] == fields[1]


def test_every_text_is_used() -> None:
    """No text is left over: each key, or its kind, stands in the code."""
    code = "".join(
        path.read_text(encoding="utf-8") for path in SOURCES if not path.stem.startswith("words")
    )
    kinds = {"service", "activity", "level", "term", "reason", "rule", "priority", "scope",
             "status", "chart", "check", "mode", "load", "day_kind", "hours", "title",
             "define", "group", "source", "real", "lesson", "about"}  # fmt: skip
    unused = [
        key
        for key in WORDS
        if not re.search(rf"[\"'`]{re.escape(key)}[\"'`]", code) and key.split(".")[0] not in kinds
    ]

    assert unused == []


def test_what_the_engine_can_say_has_words() -> None:
    """All score terms, default levels, rules as reasons, priorities and scopes are in words."""
    wanted = {
        *(f"term.{name}" for name in TERM_KINDS),
        *(f"level.{name}" for name in DEFAULT_LEVELS),
        *(f"reason.{rule.name}" for rule in RULES),
        *(f"rule.{rule.name}" for rule in RULES),
        *(f"priority.{n}" for n in range(1, 5)),
        *(f"scope.{scope}" for scope in ("never", "now", "search")),
        "reason.partner",
        "reason.priced_out",
    }

    assert wanted - WORDS.keys() == set()


def test_unknown_names_are_shown_as_they_stand() -> None:
    """A service that the catalogue does not know keeps its own name."""
    assert named("service", "night_watch", "fr") == "night watch"
    assert named("service", "nursing", "en") == "Nursing"


@pytest.mark.parametrize(
    ("amount", "fr", "en"),
    [(0, "0 tournée", "0 tours"), (1, "1 tournée", "1 tour"), (2, "2 tournées", "2 tours")],
)
def test_nouns_follow_their_number(amount: int, fr: str, en: str) -> None:
    """In French nought is singular, in English plural."""
    assert spaced(count(amount, "tour", "fr")) == fr
    assert spaced(count(amount, "tour", "en")) == en


def spaced(text: str) -> str:
    """Text with plain spaces."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_numbers_follow_the_language() -> None:
    """Decimal comma and spaces in French, point and commas in English; a dash for nothing."""
    assert [spaced(formats.number(12345.6, lang, 1)) for lang in LANGS] == ["12 345,6", "12,345.6"]
    assert [spaced(formats.number(-3, lang)) for lang in LANGS] == ["−3", "−3"]
    assert [spaced(formats.euros(123456, lang)) for lang in LANGS] == ["1 234,56 €", "€1,234.56"]
    assert [spaced(formats.percent(0.873, lang)) for lang in LANGS] == ["87 %", "87%"]
    assert [spaced(formats.kilometres(m, "fr")) for m in (940, 123456)] == ["0,9 km", "123 km"]
    assert formats.number(None, "fr") == formats.percent(None, "fr") == formats.length(None) == "–"


@pytest.mark.parametrize(
    ("share", "shown"),
    [(1, "100%"), (0.9999, "99.9%"), (0.996, "99.6%"), (0.994, "99%"), (0, "0%")],
)
def test_almost_all_is_not_all(share: float, shown: str) -> None:
    """Only a full share is shown as 100 %."""
    assert formats.percent(share, "en") == shown


def test_times_and_dates_follow_the_language() -> None:
    """`8 h 05` and `08:05`; days with their names; lengths the same in both."""
    moment = datetime(2026, 11, 1, 8, 5)
    monday, sunday = date(2026, 11, 23), date(2026, 11, 29)

    assert [spaced(formats.clock(moment, lang)) for lang in LANGS] == ["8 h 05", "08:05"]
    assert formats.day(moment.date(), "fr") == "dimanche 1er novembre 2026"
    assert formats.day(moment.date(), "en") == "Sunday 1 November 2026"
    assert formats.span(monday, monday, "fr") == "lundi 23 novembre 2026"
    assert (
        formats.span(monday, sunday, "en") == "Monday 23 November 2026 to Sunday 29 November 2026"
    )
    assert [spaced(formats.length(s)) for s in (45, 2700, 3599, 4800)] == [
        "1 min", "45 min", "1 h 00", "1 h 20",
    ]  # fmt: skip


def test_fields_are_filled_in() -> None:
    """A text with fields says what it is given."""
    assert word("window", "en", start="08:00", end="09:00") == "between 08:00 and 09:00"
