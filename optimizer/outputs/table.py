"""The plan in the terminal: what a planner reads first thing in the morning."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from optimizer.outputs import formats
from optimizer.outputs.figures import figures
from optimizer.outputs.labels import Labels
from optimizer.outputs.reasons import sentences
from optimizer.outputs.view import PlanView, moment, span, stop_name
from optimizer.outputs.words import count, named, word
from optimizer.plan.document import StopOut, TourOut
from optimizer.rules.base import Lang


def render_table(
    document: Mapping[str, Any],
    lang: Lang = "fr",
    labels: Labels | None = None,
    console: Console | None = None,
    *,
    detail: bool = False,
) -> None:
    """Print a plan document: key figures, tours, unserved visits, broken rules, score.

    Parameters
    ----------
    document
        The plan as JSON values.
    lang
        Language of the texts.
    labels
        Names to show instead of ids.
    console
        Where to print; the terminal by default.
    detail
        Every stop of every tour, instead of one line a tour.

    Raises
    ------
    InvalidPlan
        The document is not a plan.
    """
    view = PlanView.of(document, labels)
    console = console or Console()
    console.print(_title(view, lang))
    console.print(_figures(view, lang))
    console.print(_tours_with_stops(view, lang) if detail else _tours(view, lang, console.width))
    console.print(_unserved(view, lang))
    console.print(_breaches(view, lang))
    console.print(_score(view, lang))


def _text(text: str, style: str = "") -> Text:
    """Text without markup and without control characters: names may hold anything."""
    return Text("".join(c for c in text if c.isprintable() or c in "\n\u00a0\u202f"), style)


def _title(view: PlanView, lang: Lang) -> Text:
    title = _text(view.title(lang), "bold")
    return title.append(_text(f"  {view.problem.name}", "dim")) if view.problem.name else title


def _heading(text: str) -> Text:
    return _text(f"\n{text}", "bold cyan")


def _figures(view: PlanView, lang: Lang) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column(justify="right", style="bold")
    grid.add_column()
    for figure in figures(view):
        grid.add_row(word(figure.title, lang), figure.value(lang), figure.note(lang))
    services = Table(box=SIMPLE_HEAD, pad_edge=False)
    services.add_column(word("service", lang))
    services.add_column(word("served", lang), justify="right")
    for service, found in view.document.kpis.by_service.items():
        numbers = f"{formats.number(found.served, lang)} / {formats.number(found.total, lang)}"
        style = "" if found.served == found.total else "bold red"
        services.add_row(_text(named("service", service, lang)), _text(numbers, style))
    return Group(Padding(grid, (1, 0, 1, 0)), services)


def _tours(view: PlanView, lang: Lang, width: int) -> RenderableType:
    """One line a tour, a heading a service; a table a day."""
    several = len(view.days) > 1
    parts: list[RenderableType] = [_heading(word("title", lang))]
    for number, day in enumerate(view.days):
        tours = [tour for tour in view.tours if view.day_of(tour) == number]
        if several and tours:
            parts.append(_text(f"\n{formats.day(day, lang)}", "bold"))
        if tours or not several:
            parts.append(_tours_of_a_day(view, tours, lang, width))
    return Group(*parts)


_WORKER, _HOURS, _FIGURE = 18, 20, 8
"""Least widths of columns with the space after them."""


def _tours_of_a_day(
    view: PlanView, tours: Sequence[TourOut], lang: Lang, width: int
) -> RenderableType:
    """Names and hours always, and as many figures as there is room for."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(word("worker_one", lang), min_width=_WORKER - 1, max_width=24)
    table.add_column(word("hours", lang), no_wrap=True)
    room = max(0, (width - _WORKER - _HOURS) // _FIGURE)
    keys = ("visits_short", "paid_short", "travel", "km", "wait")[:room]
    for key in keys:
        table.add_column(word(key, lang), justify="right", no_wrap=True)
    for service in dict.fromkeys(view.worker(tour).service for tour in tours):
        table.add_row(_text(named("service", service, lang), "bold"))
        for tour in (t for t in tours if view.worker(t).service == service):
            figures = (
                formats.number(sum(stop.kind == "visit" for stop in tour.stops), lang),
                formats.length(tour.paid_s),
                formats.length(tour.travel_s),
                formats.kilometres(tour.distance_m, lang),
                formats.length(tour.wait_s),
            )
            table.add_row(
                _text(view.labels.name(tour.worker)),
                span(tour.start, tour.end, lang),
                *figures[:room],
            )
    return table


def _tours_with_stops(view: PlanView, lang: Lang) -> RenderableType:
    return Group(*(part for tour in view.tours for part in _tour(view, tour, lang)))


def _tour(view: PlanView, tour: TourOut, lang: Lang) -> tuple[RenderableType, RenderableType]:
    heading = _text(f"\n{view.labels.name(tour.worker)}", "bold cyan")
    visits = sum(stop.kind == "visit" for stop in tour.stops)
    facts = [
        named("service", view.worker(tour).service, lang),
        *([formats.day(view.days[view.day_of(tour)], lang)] if len(view.days) > 1 else []),
        span(tour.start, tour.end, lang),
        count(visits, "visit", lang),
        f"{word('paid_short', lang)} {formats.length(tour.paid_s)}",
        f"{word('travel', lang)} {formats.length(tour.travel_s)}",
        formats.kilometres(tour.distance_m, lang),
    ]
    if tour.vehicle is not None:
        facts.append(word("vehicle", lang, vehicle=tour.vehicle))
    heading.append(_text("  " + " · ".join(facts), "not bold default"))
    grid = Table.grid(padding=(0, 2))
    for _ in range(4):
        grid.add_column()
    for stop in tour.stops:
        grid.add_row(*_stop(view, stop, stop is tour.stops[0], lang))
    return heading, Padding(grid, (0, 0, 0, 2))


def _stop(view: PlanView, stop: StopOut, first: bool, lang: Lang) -> tuple[Text, ...]:
    if stop.start == stop.end:
        time = formats.clock(moment(stop.start), lang)
    else:
        time = span(stop.start, stop.end, lang)
    way = f"{word('travel', lang)} {formats.length(stop.travel_s)}" if stop.travel_s else ""
    if stop.visit is None:
        style = "dim"
        who, what = stop_name(stop, first, lang), ""
    else:
        visit = view.problem.visits[stop.visit]
        style = ""
        who, what = view.labels.name(visit.person), named("activity", visit.activity, lang)
        if visit.priority == 1:
            what += f" ({word('priority.1', lang)})"
        if stop.late_s >= 60:
            what += f", {word('late', lang, length=formats.length(stop.late_s))}"
    return _text(time, style), _text(who, style), _text(what), _text(way, "dim")


def _unserved(view: PlanView, lang: Lang) -> RenderableType:
    items = sorted(view.document.unserved, key=lambda item: item.priority)
    if not items:
        return _text(f"\n{word('all_served', lang)}", "green")
    parts: list[RenderableType] = [_heading(word("unserved", lang))]
    for item in items:
        visit = view.problem.visits[item.visit]
        line = _text(f"{item.visit}  ", "bold").append(_text(view.labels.name(item.person)))
        about = [
            named("activity", visit.activity, lang),
            f"{word('priority', lang).lower()} {named('priority', str(item.priority), lang)}",
            view.windows(visit, lang),
        ]
        line.append(_text("  " + " · ".join(about), "not bold dim"))
        parts.append(line)
        parts.extend(
            Padding(_text(sentence), (0, 0, 0, 4)) for sentence in sentences(view, item, lang)
        )
    return Group(*parts)


def _breaches(view: PlanView, lang: Lang) -> RenderableType:
    document = view.document
    if not (document.violations or document.inherited):
        return _text(word("no_violation", lang), "green")
    parts: list[RenderableType] = []
    for key, found, style in (
        ("violations", document.violations, "bold red"),
        ("inherited", document.inherited, "bold yellow"),
    ):
        if found:
            parts.append(_text(f"\n{word(key, lang)}", style))
            parts.extend(_text(f"- {getattr(item.message, lang)}") for item in found)
    return Group(*parts)


def _score(view: PlanView, lang: Lang) -> RenderableType:
    levels = (
        f"{named('level', level.name, lang)} {view.amount(level.name, level.value, lang)}"
        for level in view.document.score.levels
    )
    return Group(_heading(word("score", lang)), _text(" · ".join(levels)))
