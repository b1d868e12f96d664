"""The plan in the terminal: everything that matters, and nothing that a name could do."""

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from optimizer.outputs import Label, Labels, render_table
from optimizer.plan.writing import plan_document
from optimizer.rules.base import Lang
from tests.builders import loaded, plan, shift, visit
from tests.outputs.sample import day, document, result


def printed(document: dict[str, Any], lang: Lang = "fr", width: int = 120, **more: Any) -> str:
    """What a terminal without colours would show, with plain spaces."""
    console = Console(file=StringIO(), width=width, color_system=None)
    render_table(document, lang, console=console, **more)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue().replace("\u202f", " ").replace("\u00a0", " ")


LABELS = Labels({"w1": Label("Corvin Dourmeret"), "p1": Label("Aldine Belbief")})


def test_a_line_for_each_tour_and_the_unserved_visits() -> None:
    """Totals, each worker's tour, what is unserved and why, the score."""
    text = printed(document(), labels=LABELS)

    for wanted in (
        "Tournées du lundi 23 novembre 2026",
        "5 sur 6",
        "2 / 3",
        "Corvin Dourmeret",
        "Aide à domicile",
        "v5",
        "Insuline",
        "vitale",
        "Compétence manquante (nursing 3) : impossible pour 1 tournée",
        "Aucune règle enfreinte.",
        "À pourvoir, vitales 1",
    ):
        assert wanted in text, wanted
    assert "Aldine Belbief" not in text  # stops are for the detailed table


def test_the_detailed_table_shows_every_stop() -> None:
    """Time, person, activity, what is special, and the way there."""
    text = printed(document(), "en", labels=LABELS, detail=True)
    lines = [line.split("  ") for line in text.splitlines()]
    stops = [[cell.strip() for cell in line if cell.strip()] for line in lines]

    assert ["07:20 – 08:05", "Aldine Belbief", "Getting up"] in [stop[:3] for stop in stops]
    assert ["07:40 – 07:55", "p3", "Insulin (vital), 10 min late"] in [stop[:3] for stop in stops]
    assert ["11:00 – 11:30", "Break"] in stops
    assert ["07:00", "Departure"] in stops


@pytest.mark.parametrize("width", [60, 80, 200])
def test_lines_fit_the_terminal(width: int) -> None:
    """No line is longer than the terminal is wide."""
    for detail in (False, True):
        text = printed(document(), width=width, labels=LABELS, detail=detail)
        assert max(map(len, text.splitlines())) <= width


def test_broken_rules_are_shown() -> None:
    """Sentences about what is broken, in the language asked for."""
    problem = loaded(visits=[visit("v1", window="09:00-10:00")])
    late = plan(problem, {"s1": ["v1"]}, starts={"v1": "11:00"})
    broken = plan_document(result(problem, late, bound=()))

    assert "hors de ses créneaux" in printed(broken)
    assert "outside its windows" in printed(broken, "en")
    assert "No rule is broken." not in printed(broken, "en")


def test_all_served_is_said() -> None:
    """Nothing unserved is a sentence, not a gap in the output."""
    problem = loaded(visits=[visit("v1")])
    whole = plan_document(result(problem, plan(problem, {"s1": ["v1"]}), bound=()))

    assert "Toutes les interventions sont pourvues." in printed(whole)


def test_days_are_named_when_there_are_several() -> None:
    """A tour of Tuesday says so."""
    problem = loaded(
        visits=[visit("v1"), visit("v2", day=1)], shifts=[shift("w1"), shift("w1", day=1)], days=2
    )
    week = plan_document(result(problem, plan(problem, {"s1": ["v1"], "s1.1": ["v2"]}), bound=()))

    for detail in (False, True):
        assert "mardi 24 novembre 2026" in printed(week, width=200, detail=detail)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_names_are_shown_on_several_days_too(width: int) -> None:
    """However narrow the terminal: the day above its tours, the worker and the hours on each."""
    problem = loaded(
        visits=[visit("v1"), visit("v2", day=1)], shifts=[shift("w1"), shift("w1", day=1)], days=2
    )
    week = plan_document(result(problem, plan(problem, {"s1": ["v1"], "s1.1": ["v2"]}), bound=()))

    lines = printed(week, width=width, labels=LABELS).splitlines()
    tours = [line for line in lines if line.strip().startswith("Corvin Dourmeret")]
    assert len(tours) == 2
    assert all(" h " in line for line in tours)
    assert {"lundi 23 novembre 2026", "mardi 24 novembre 2026"} <= set(lines)
    assert max(map(len, lines)) <= width


def test_names_can_neither_style_nor_steer_the_terminal() -> None:
    """Markup is shown as it stands; control characters are left out."""
    evil = "[red]Mal\x1b[2J\x07ice[/red]"
    labels = Labels({ident: Label(evil) for ident in ("w1", "w2", "p1", "p4")})
    named = plan_document(result(day(name=evil)))

    for detail in (False, True):
        text = printed(named, labels=labels, detail=detail, width=200)
        assert "[red]Mal[2Jice[/red]" in text
        assert "\x1b" not in text
        assert "\x07" not in text
