"""A plan as tables for a spreadsheet: the stops of all tours, and the unserved visits."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from optimizer.outputs.csv_text import csv_text
from optimizer.outputs.labels import Label, Labels
from optimizer.outputs.reasons import sentences
from optimizer.outputs.view import PlanView, moment, stop_name
from optimizer.outputs.words import named
from optimizer.plan.document import StopOut, TourOut
from optimizer.rules.base import Lang

Value = str | int | float | None

TOUR_HEADINGS: Mapping[Lang, Sequence[str]] = {
    "fr": ("tournée", "intervenant", "nom de l'intervenant", "ordre", "étape", "intervention",
           "référence", "personne", "nom de la personne", "adresse", "date", "arrivée", "début",
           "fin", "trajet (min)", "distance (km)", "attente (min)", "retard (min)"),
    "en": ("tour", "worker", "worker's name", "order", "stop", "visit", "reference", "person",
           "person's name", "address", "date", "arrival", "start", "end", "travel (min)",
           "distance (km)", "waiting (min)", "late (min)"),
}  # fmt: skip
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
    view = PlanView.of(document, labels)
    tours = [
        _stop(view, tour, order, stop, lang)
        for tour in view.tours
        for order, stop in enumerate(tour.stops)
    ]
    unserved: list[list[Value]] = []
    for item in view.document.unserved:
        visit = view.problem.visits[item.visit]
        name = view.labels.by_id.get(item.person, Label()).name
        reasons = " ".join(sentences(view, item, lang))
        unserved.append(
            [item.visit, visit.external_id, item.person, name, item.priority, reasons]
        )  # fmt: skip
    return PlanTables(
        csv_text([TOUR_HEADINGS[lang], *tours]), csv_text([UNSERVED_HEADINGS[lang], *unserved])
    )


def _stop(view: PlanView, tour: TourOut, order: int, stop: StopOut, lang: Lang) -> list[Value]:
    labels, nobody = view.labels.by_id, Label()
    worker, person = labels.get(tour.worker, nobody), labels.get(stop.person or "", nobody)
    what = stop_name(stop, order == 0, lang)
    if stop.visit is not None:
        what = named("activity", view.problem.visits[stop.visit].activity, lang)
    start = moment(stop.start)
    return [
        tour.shift, tour.worker, worker.name, order, what,
        stop.visit, stop.external_id, stop.person, person.name,
        person.address,
        f"{start:%d/%m/%Y}", f"{moment(stop.arrival):%H:%M}", f"{start:%H:%M}",
        f"{moment(stop.end):%H:%M}",
        round(stop.travel_s / 60, 1), stop.distance_m / 1000,
        round(stop.wait_s / 60, 1), round(stop.late_s / 60, 1),
    ]  # fmt: skip
