"""The sheet of a tour: a home visit has room to read, a round or a ride one line a stop."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from optimizer.outputs import formats
from optimizer.outputs.sheets.parts import TICK, Cell, Column, Line, Sheet, Table
from optimizer.outputs.sheets.sketch import sketch
from optimizer.outputs.sheets.stops import (
    is_ride,
    is_round,
    load_text,
    other_lines,
    person_lines,
    place_name,
    reach_lines,
    task_lines,
    time_lines,
)
from optimizer.outputs.view import PlanView, moment, span
from optimizer.outputs.words import count, named, word
from optimizer.plan.document import StopOut, TourOut
from optimizer.rules.base import Lang


def tour_sheet(view: PlanView, tour: TourOut, lang: Lang) -> Sheet:
    """The sheet of one tour, for its worker only: phones and door codes stand on it."""
    ride, round_ = is_ride(view, tour), is_round(view, tour)
    name = view.labels.name(tour.worker)
    day = formats.day(view.days[0].fromordinal(moment(tour.start).toordinal()), lang)
    kind = "sheet.ride" if ride else "sheet.meals" if round_ else "sheet.tour"
    table = _ride_table(view, tour, lang) if ride else _table(view, tour, lang)
    return Sheet(
        running=f"{name} · {day} · {view.document.id}",
        kind=f"{word(kind, lang)} · {named('service', view.worker(tour).service, lang)}",
        title=name,
        subtitle=day[:1].upper() + day[1:],
        facts=_facts(view, tour, lang),
        table=table,
        sketch=sketch(list(_points(tour))),
        sketch_note=word("sheet.map_note", lang),
        notes=[
            f"{formats.clock(moment(load.when), lang)}, {place_name(view, load.place)} – "
            + word("sheet.load", lang, load=load_text(load.amounts, lang))
            for load in loadings(view, tour)
        ],
    )


def _facts(view: PlanView, tour: TourOut, lang: Lang) -> list[tuple[str, str]]:
    visits = sum(stop.kind == "visit" for stop in tour.stops)
    found = [
        (word("hours", lang), span(tour.start, tour.end, lang)),
        (word("visits_short", lang), formats.number(visits, lang)),
        (word("paid_short", lang), formats.length(tour.paid_s)),
        (word("travel", lang), formats.length(tour.travel_s)),
        (word("distance", lang), formats.kilometres(tour.distance_m, lang)),
    ]
    if tour.vehicle is not None:
        found.append((word("sheet.vehicle", lang), view.labels.name(tour.vehicle)))
    else:
        mode = view.problem.shifts[tour.shift].mode
        found.append((word("sheet.mode", lang), named("mode", mode, lang)))
    return found


def _table(view: PlanView, tour: TourOut, lang: Lang) -> Table:
    columns = [
        Column("", "auto"),
        Column(word("time", lang), "auto"),
        Column(word("person", lang), "3.3fr"),
        Column(word("sheet.reach", lang), "auto"),
        Column(word("sheet.what", lang), "2.2fr"),
        Column(word("sheet.done", lang), "auto"),
    ]
    return Table(columns, list(_rows(view, tour, lang)))


def _rows(view: PlanView, tour: TourOut, lang: Lang) -> Iterator[Sequence[Cell]]:
    number = 0
    for position, stop in enumerate(tour.stops):
        time = time_lines(stop, lang)
        if stop.visit is None:
            other = other_lines(view, stop, position == 0, lang)
            yield [], time, other, [], [], []
            continue
        number += 1
        visit = view.problem.visits[stop.visit]
        reach, task = reach_lines(view, visit, lang), task_lines(view, visit, lang)
        yield [Line(str(number))], time, person_lines(view, visit), reach, task, TICK


def _ride_table(view: PlanView, tour: TourOut, lang: Lang) -> Table:
    """As for other tours, with how many are aboard after each stop."""
    plain = _table(view, tour, lang)
    aboard = 0
    rows: list[Sequence[Cell]] = []
    for stop, row in zip(tour.stops, plain.rows, strict=True):
        aboard += _boarding(view, stop)
        text = formats.number(aboard, lang) if stop.visit is not None else ""
        rows.append((*row[:-1], [Line(text)], row[-1]))
    *columns, last = plain.columns
    return Table([*columns, Column(word("sheet.aboard", lang), "auto"), last], rows)


def _boarding(view: PlanView, stop: StopOut) -> int:
    """Persons who get on (1) or off (-1) at a stop."""
    links = view.problem.links_of.get(stop.visit or "", ())
    for link in links:
        if link.kind == "pickup_delivery":
            return 1 if link.pickup == stop.visit else -1
    return 0


class Loading(NamedTuple):
    """What is taken aboard at a depot for the stops that follow."""

    place: str
    when: str
    amounts: Counter[str]


def loadings(view: PlanView, tour: TourOut) -> list[Loading]:
    """What a round takes aboard when it leaves and at each reload; nothing for other tours."""
    if not is_round(view, tour):
        return []
    found: list[Loading] = []
    for position, stop in enumerate(tour.stops):
        if position == 0 or stop.kind == "reload":
            found.append(Loading(stop.place, stop.start, Counter()))
        elif stop.visit is not None:
            found[-1].amounts.update(view.problem.visits[stop.visit].load)
    return [load for load in found if load.amounts.total()]


def _points(tour: TourOut) -> Iterator[tuple[str, tuple[float, float] | None]]:
    number = 0
    for stop in tour.stops:
        number += stop.kind == "visit"
        if stop.kind != "break":
            yield str(number) if stop.kind == "visit" else "", stop.location


def loading_sheets(view: PlanView, lang: Lang) -> list[Sheet]:
    """One sheet a day: what each van loads at each depot, with totals by depot."""
    sheets = []
    for index, date in enumerate(view.days):
        loads = [
            (load, tour)
            for tour in view.tours
            if view.day_of(tour) == index
            for load in loadings(view, tour)
        ]
        if not loads:
            continue
        day = formats.day(date, lang)
        sheets.append(
            Sheet(
                running=f"{day} · {view.document.id}",
                kind=named("service", "meals", lang),
                title=word("sheet.loading", lang),
                subtitle=f"{day[:1].upper()}{day[1:]} · {count(len(loads), 'load', lang)}",
                facts=[],
                table=_loading_table(view, loads, lang),
            )
        )
    return sheets


def _loading_table(view: PlanView, loads: Sequence[tuple[Loading, TourOut]], lang: Lang) -> Table:
    columns = [
        Column(word("sheet.depot", lang), "2fr"),
        Column(word("sheet.when", lang), "auto"),
        Column(word("worker_one", lang), "2fr"),
        Column(word("sheet.vehicle", lang), "auto"),
        Column(word("sheet.diet", lang), "4fr"),
        Column(word("sheet.done", lang), "auto"),
    ]
    depots: dict[str, list[tuple[Loading, TourOut]]] = {}
    for load, tour in sorted(loads, key=lambda found: (found[0].place, found[0].when)):
        depots.setdefault(load.place, []).append((load, tour))
    rows: list[Sequence[Cell]] = []
    for place, found in depots.items():
        total: Counter[str] = Counter()
        for load, tour in found:
            total.update(load.amounts)
            vehicle = view.labels.name(tour.vehicle) if tour.vehicle is not None else ""
            rows.append((
                [Line(place_name(view, place))],
                [Line(formats.clock(moment(load.when), lang))],
                [Line(view.labels.name(tour.worker), "strong")],
                [Line(vehicle)],
                [Line(load_text(load.amounts, lang))],
                TICK,
            ))  # fmt: skip
        rows.append(
            (
                [Line(place_name(view, place), "strong")],
                [],
                [Line(word("sheet.total", lang), "strong")],
                [],
                [Line(load_text(total, lang), "strong")],
                [],
            )
        )
    return Table(columns, rows)
