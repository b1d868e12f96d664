"""All that a plan, or a span of plans, is written as: files by name for each format."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from optimizer.outputs.calendar_ics import calendars
from optimizer.outputs.exchange.fhir_out import fhir_bundle
from optimizer.outputs.geojson import geojson
from optimizer.outputs.hours import hours_tables
from optimizer.outputs.html import page
from optimizer.outputs.indicators.measure import CONTRACT, Basis, Span
from optimizer.outputs.indicators.render import indicator_page, indicator_tables
from optimizer.outputs.real import Stamp, passages
from optimizer.outputs.sheets.pdf import sheets_pdf
from optimizer.outputs.sheets.people import call_sheet, person_sheets
from optimizer.outputs.sheets.tours import loading_sheets, tour_sheet
from optimizer.outputs.tours_csv import typed_tables
from optimizer.outputs.view import PlanView
from optimizer.outputs.workbook import workbook
from optimizer.rules.base import Lang

Files = Mapping[str, str | bytes]


@dataclass(frozen=True, slots=True)
class Asked:
    """What to write: plans in order of time, the language, and how much of it.

    `worker`: only what this worker needs, with nobody else's data. `detail`: calendars with
    names, addresses and tasks. `earlier`: revisions whose events workers already have. `basis`: the
    bases of the indicators. `stamps`: real times, for hours and the Encounters of FHIR.
    """

    views: Sequence[PlanView]
    lang: Lang
    worker: str | None = None
    detail: bool = False
    earlier: Sequence[PlanView] = ()
    basis: Basis = CONTRACT
    stamps: Sequence[Stamp] = ()


def _pdf(asked: Asked) -> Files:
    files: dict[str, bytes] = {}
    lang = asked.lang
    for view in asked.views:
        mark = _mark(asked, view)
        tours = [tour for tour in view.tours if asked.worker in (None, tour.worker)]
        lots = {"tours": [tour_sheet(view, tour, lang) for tour in tours]}
        if asked.worker is None:
            lots["loading"] = loading_sheets(view, lang)
            lots["calls"] = [call_sheet(view, lang)]
        title = view.title(lang)
        files |= {
            f"{name}{mark}.pdf": sheets_pdf(sheets, title, lang)
            for name, sheets in lots.items()
            if sheets
        }
    return files


def _persons(asked: Asked) -> Files:
    return {
        f"persons{_mark(asked, view)}.pdf": sheets_pdf(
            person_sheets(view, asked.lang), view.title(asked.lang), asked.lang
        )
        for view in asked.views
    }


def _ics(asked: Asked) -> Files:
    files: dict[str, bytes] = {}
    for view in asked.views:
        found = calendars(view, asked.lang, detail=asked.detail, earlier=asked.earlier)
        files |= {
            f"{_safe(worker)}{_mark(asked, view)}.ics": data
            for worker, data in found.items()
            if asked.worker in (None, worker)
        }
    return files


def _html(asked: Asked) -> Files:
    name = "plan" if asked.worker is None else f"plan-{_safe(asked.worker)}"
    return {
        f"{name}{_mark(asked, view)}.html": page(view, asked.lang, worker=asked.worker)
        for view in asked.views
    }


def _hours(asked: Asked) -> Files:
    days, weeks = hours_tables(asked.views, asked.lang, asked.stamps)
    return {
        "hours.csv": days.csv(),
        "weeks.csv": weeks.csv(),
        "hours.xlsx": workbook([days, weeks]),
    }


def _xlsx(asked: Asked) -> Files:
    return {
        f"plan{_mark(asked, view)}.xlsx": workbook(typed_tables(view, asked.lang))
        for view in asked.views
    }


def _geojson(asked: Asked) -> Files:
    return {
        f"tours{_mark(asked, view)}.geojson": json.dumps(geojson(view), ensure_ascii=False)
        for view in asked.views
    }


def _fhir(asked: Asked) -> Files:
    found = passages(asked.views, asked.stamps)
    return {
        f"bundle{_mark(asked, view)}.json": fhir_bundle(
            view, [passage for passage in found if passage.view is view]
        )
        for view in asked.views
    }


def _indicators(asked: Asked) -> Files:
    span = Span(asked.views, asked.basis)
    tables = indicator_tables(span, asked.lang)
    return {
        "indicators.csv": tables[0].csv(),
        "indicators.xlsx": workbook(tables),
        "indicators.html": indicator_page(span, asked.lang),
    }


FORMATS: Mapping[str, Callable[[Asked], Files]] = {
    "pdf": _pdf,
    "persons": _persons,
    "ics": _ics,
    "html": _html,
    "hours": _hours,
    "indicators": _indicators,
    "xlsx": _xlsx,
    "geojson": _geojson,
    "fhir": _fhir,
}
"""How each format is written; `csv` exports a problem too and lives in `tables.exporting`."""

OF_ONE_WORKER = frozenset({"pdf", "ics", "html"})
"""Formats that can be made for one worker."""


def exported(kind: str, asked: Asked) -> Files:
    """The files of a format.

    Raises
    ------
    MissingExtra
        The library that writes it is not installed.
    """
    return FORMATS[kind](asked)


def _mark(asked: Asked, view: PlanView) -> str:
    """What tells the files of several plans apart: the first day."""
    return f"-{view.days[0].isoformat()}" if len(asked.views) > 1 else ""


def _safe(ident: str) -> str:
    """An id as part of a file's name; ids that are no names are told apart by a hash."""
    name = re.sub(r"[^\w.-]", "_", ident)
    if name == ident and not name.startswith("."):
        return name
    return f"{name.lstrip('.')}-{hashlib.sha256(ident.encode()).hexdigest()[:8]}"
