"""Sheets of persons: the plan of somebody's week for their door, and whom a planner must call."""

from collections.abc import Iterator, Sequence

from optimizer.explain.kpis import PUNCTUAL_MIN
from optimizer.outputs import formats
from optimizer.outputs.reasons import sentences
from optimizer.outputs.sheets.parts import TICK, Cell, Column, Line, Sheet, Table
from optimizer.outputs.view import PlanView, moment, span
from optimizer.outputs.words import named, word
from optimizer.problem.model import Visit
from optimizer.rules.base import Lang


def person_sheets(view: PlanView, lang: Lang) -> list[Sheet]:
    """One sheet a person with a visit: days and hours, what is done, who comes."""
    visits: dict[str, list[Visit]] = {}
    for ident in view.placed:
        visit = view.problem.visits[ident]
        visits.setdefault(visit.person, []).append(visit)
    order = sorted(visits, key=lambda person: (view.labels.name(person), person))
    return [_person_sheet(view, person, visits[person], lang) for person in order]


def _person_sheet(view: PlanView, person: str, visits: Sequence[Visit], lang: Lang) -> Sheet:
    name = view.labels.name(person)
    dates = formats.span(view.days[0], view.days[-1], lang)
    columns = [
        Column(word("day", lang), "2fr"),
        Column(word("time", lang), "auto"),
        Column(word("sheet.what", lang), "2fr"),
        Column(word("sheet.who_comes", lang), "2fr"),
    ]
    rows: list[Sequence[Cell]] = []
    before = ""
    for visit in sorted(visits, key=lambda visit: moment(view.placed[visit.id][1].start)):
        tour, stop = view.placed[visit.id]
        day = formats.day(moment(stop.start).date(), lang)
        rows.append((
            [Line(day, "strong")] if day != before else [],
            [Line(span(stop.start, stop.end, lang))],
            [Line(named("activity", visit.activity, lang))],
            [Line(view.labels.name(tour.worker))],
        ))  # fmt: skip
        before = day
    return Sheet(
        running=f"{name} · {view.document.id}",
        kind=word("sheet.person", lang),
        title=name,
        subtitle=dates[:1].upper() + dates[1:],
        facts=[],
        table=Table(columns, rows),
    )


def call_sheet(view: PlanView, lang: Lang) -> Sheet:
    """Whom the planner should call: persons not served, then those served late or at odd hours."""
    columns = [
        Column(word("person", lang), "2fr"),
        Column(word("sheet.reach", lang), "auto"),
        Column(word("activity", lang), "1.6fr"),
        Column(word("sheet.why", lang), "3fr"),
        Column(word("sheet.done", lang), "auto"),
    ]
    rows = [*_unserved(view, lang), *_moved(view, lang)]
    title = view.title(lang)
    return Sheet(
        running=f"{title} · {view.document.id}",
        kind=title,
        title=word("sheet.calls", lang),
        subtitle="",
        facts=[],
        table=Table(columns, rows),
        notes=[] if rows else [word("sheet.no_calls", lang)],
    )


def _call(view: PlanView, visit: Visit, why: Sequence[Line], lang: Lang) -> Sequence[Cell]:
    label = view.labels.of(visit.person)
    return (
        [Line(view.labels.name(visit.person), "strong")],
        [Line(label.phone)],
        [
            Line(named("activity", visit.activity, lang)),
            Line(
                word(f"priority.{visit.priority}", lang), "warn" if visit.priority == 1 else "soft"
            ),
        ],
        why,
        TICK,
    )


def _unserved(view: PlanView, lang: Lang) -> Iterator[Sequence[Cell]]:
    for item in sorted(view.document.unserved, key=lambda item: item.priority):
        visit = view.problem.visits[item.visit]
        window = view.windows(visit, lang)
        why = [Line(f"{word('sheet.unserved', lang)}, {window}", "strong")]
        why += [Line(text, "soft") for text in sentences(view, item, lang)]
        yield _call(view, visit, why, lang)


def _moved(view: PlanView, lang: Lang) -> Iterator[Sequence[Cell]]:
    for ident, (_, stop) in sorted(view.placed.items(), key=lambda item: moment(item[1][1].start)):
        visit = view.problem.visits[ident]
        why = []
        if stop.late_s >= 60:
            why.append(Line(word("late", lang, length=formats.length(stop.late_s)), "warn"))
        if visit.usual_start is not None:
            usual = view.problem.clock.datetime(visit.usual_start)
            off = abs((moment(stop.start) - usual).total_seconds())
            if off > 60 * PUNCTUAL_MIN[visit.priority]:
                start = formats.clock(moment(stop.start), lang)
                times = {"start": start, "usual": formats.clock(usual, lang)}
                why.append(Line(word("sheet.off_usual", lang, **times)))
        if why:
            yield _call(view, visit, why, lang)
