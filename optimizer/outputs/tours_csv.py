"""A plan as tables for a spreadsheet: the stops of all tours, and the unserved visits."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from optimizer.outputs.csv_text import csv_text
from optimizer.outputs.labels import Labels
from optimizer.outputs.reasons import sentences
from optimizer.outputs.view import PlanView, moment, stop_name
from optimizer.outputs.words import named
from optimizer.outputs.workbook import Column, Kind, Table, Value
from optimizer.plan.document import StopOut, TourOut
from optimizer.rules.base import Lang

TOUR_HEADINGS: Mapping[Lang, Sequence[str]] = {
    "fr": ("tournée", "intervenant", "nom de l'intervenant", "ordre", "étape", "intervention",
           "référence", "personne", "nom de la personne", "adresse", "date", "arrivée", "début",
           "fin", "trajet (min)", "distance (km)", "attente (min)", "retard (min)"),
    "en": ("tour", "worker", "worker's name", "order", "stop", "visit", "reference", "person",
           "person's name", "address", "date", "arrival", "start", "end", "travel (min)",
           "distance (km)", "waiting (min)", "late (min)"),
}  # fmt: skip
_TEXT: Kind = "text"
_WHOLE: Kind = "whole"
_DATE: Kind = "date"
_MOMENT: Kind = "moment"
_NUMBER: Kind = "number"
_TOUR_KINDS = [*[_TEXT] * 3, _WHOLE, *[_TEXT] * 6, _DATE, *[_MOMENT] * 3, *[_NUMBER] * 4]
_UNSERVED_KINDS = [*[_TEXT] * 4, _WHOLE, _TEXT]
UNSERVED_HEADINGS: Mapping[Lang, Sequence[str]] = {
    "fr": ("intervention", "référence", "personne", "nom de la personne", "priorité", "raisons"),
    "en": ("visit", "reference", "person", "person's name", "priority", "reasons"),
}


class PlanTables(NamedTuple):
    """The two tables as CSV texts."""

    tours: str
    unserved: str


def plan_tables(
    document: Mapping[str, Any], labels: Labels | None = None, lang: Lang = "fr"
) -> PlanTables:
    """The tables of a plan document.

    Raises
    ------
    InvalidPlan
        The document is not a plan.
    """
    tours, unserved = typed_tables(PlanView.of(document, labels), lang)
    return PlanTables(*(
        csv_text([
            [column.heading for column in table.columns],
            *([_as_read(value) for value in row] for row in table.rows),
        ])
        for table in (tours, unserved)
    ))  # fmt: skip


def typed_tables(view: PlanView, lang: Lang) -> tuple[Table, Table]:
    """The same tables with true dates and moments, for a workbook."""
    tours = [
        _stop(view, tour, order, stop, lang)
        for tour in view.tours
        for order, stop in enumerate(tour.stops)
    ]
    unserved: list[list[Value]] = []
    for item in view.document.unserved:
        visit = view.problem.visits[item.visit]
        name = view.labels.of(item.person).name
        reasons = " ".join(sentences(view, item, lang))
        unserved.append(
            [item.visit, visit.external_id, item.person, name, item.priority, reasons]
        )  # fmt: skip
    return (
        Table("tours", _columns(TOUR_HEADINGS[lang], _TOUR_KINDS), tours),
        Table("unserved", _columns(UNSERVED_HEADINGS[lang], _UNSERVED_KINDS), unserved),
    )


def _columns(headings: Sequence[str], kinds: Sequence[Kind]) -> list[Column]:
    return [Column(*pair) for pair in zip(headings, kinds, strict=True)]


def _as_read(value: Value) -> str | int | float | None:
    """A date or a moment as planners write it in a cell."""
    if isinstance(value, datetime):
        return f"{value:%H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


def _stop(view: PlanView, tour: TourOut, order: int, stop: StopOut, lang: Lang) -> list[Value]:
    worker, person = view.labels.of(tour.worker), view.labels.of(stop.person)
    what = stop_name(stop, order == 0, lang)
    if stop.visit is not None:
        what = named("activity", view.problem.visits[stop.visit].activity, lang)
    start = moment(stop.start)
    return [
        tour.shift, tour.worker, worker.name, order, what,
        stop.visit, stop.external_id, stop.person, person.name,
        person.address,
        start.date(), moment(stop.arrival), start, moment(stop.end),
        round(stop.travel_s / 60, 1), stop.distance_m / 1000,
        round(stop.wait_s / 60, 1), round(stop.late_s / 60, 1),
    ]  # fmt: skip
