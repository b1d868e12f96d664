"""Export: a problem to tables of visits and workers, in the columns that imports read.

What the tables cannot say is found by reading them back and comparing, so that nothing is lost
in silence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from optimizer.outputs.csv_text import csv_text, decimal
from optimizer.outputs.labels import Label, Labels
from optimizer.problem import document as doc
from optimizer.problem.model import Problem
from optimizer.rules.base import Lang
from optimizer.tables import services
from optimizer.tables.columns import MODES, MOST_WORKERS, VISITS, WORKERS, Column
from optimizer.tables.compare import differences, effective
from optimizer.tables.errors import Note
from optimizer.tables.importing import reread
from optimizer.tables.values import DAY

Cells = dict[str, str | int | float | None]


@dataclass(frozen=True, slots=True)
class Exported:
    """The two tables as CSV texts, and what they do not say."""

    visits: str
    workers: str
    notes: tuple[Note, ...]


def export_tables(problem: Problem, labels: Labels | None = None, lang: Lang = "fr") -> Exported:
    """The tables of a problem; each visit is a row for its date.

    Parameters
    ----------
    labels
        Names, addresses, phones and door codes to write beside the ids.
    lang
        Language of the headings.
    """
    document = doc.ProblemDocument.model_validate(problem.document)
    writer = _Writer(effective(document), labels or Labels())
    visits = _table(VISITS, writer.visits(), lang)
    workers = _table(WORKERS, writer.workers(), lang)
    rebuilt, notes = reread(visits, workers, document)
    return Exported(visits, workers, (*notes, *differences(document, rebuilt)))


def _table(columns: Sequence[Column], rows: Sequence[Cells], lang: Lang) -> str:
    """A CSV text with the columns in which anything stands."""
    used = [c for c in columns if c.required or any(row.get(c.name) is not None for row in rows)]
    titles = [column.title(lang) for column in used]
    return csv_text([titles, *([row.get(column.name) for column in used] for row in rows)])


@dataclass
class _Team:
    """A row: its visit, or those of several workers; the visits of other rows that start
    together with it, and what comes before it, with its gaps."""

    visits: list[doc.VisitIn]
    together: list[str]
    tolerance_s: float | None
    after: list[tuple[str, float | None, float | None]] = field(default_factory=list)


class _Writer:
    def __init__(self, document: doc.ProblemDocument, labels: Labels) -> None:
        self._document = document
        self._labels = labels
        self._places = {place.id: place for place in document.places}
        self._persons = {person.id: person for person in document.persons}
        self._services = {v.service for v in document.visits}
        self._restricted = services.stated(
            [(v.service, v.skills) for v in document.visits],
            [(w.service, w.skills) for w in document.workers],
        )
        self._of_services = {services.skill(name) for name in self._restricted}

    def visits(self) -> list[Cells]:
        teams = self._teams()
        self._order(teams)
        return [self._visit(team) for team in teams.values()]

    def _teams(self) -> dict[str, _Team]:
        """The rows by the id of their first visit."""
        visits = {visit.id: visit for visit in self._document.visits}
        together = [link for link in self._document.links if isinstance(link, doc.TogetherIn)]
        teams_first = sorted(together, key=lambda link: not _is_team(link, visits))
        links = {link.visits[0]: link for link in reversed(teams_first)}
        numbered = {v for k in links.values() if _is_team(k, visits) for v in k.visits[1:]}
        teams = {}
        for visit in self._document.visits:
            if visit.id not in numbered:
                lead = links.get(visit.id)
                others = lead.visits[1:] if lead else []
                teams[visit.id] = _Team(
                    [visit, *(visits[v] for v in others if v in numbered)],
                    [v for v in others if v not in numbered],
                    lead.tolerance_s if lead else None,
                )
        return teams

    def _order(self, teams: Mapping[str, _Team]) -> None:
        """Note which rows come after which others, all of a row with the same gaps."""
        row_of = {visit.id: ident for ident, team in teams.items() for visit in team.visits}
        for link in self._document.links:
            if isinstance(link, doc.SequenceIn) and _forward(link):
                first, second = (row_of.get(visit) for visit in link.visits)
                if first is not None and second is not None and first != second:
                    found = (first, link.min_gap_s or None, link.max_gap_s)
                    after = teams[second].after
                    if found not in after and (not after or after[0][1:] == found[1:]):
                        after.append(found)

    def _visit(self, team: _Team) -> Cells:
        visit = team.visits[0]
        person = self._persons[visit.person]
        start = _moment(visit.windows[0].start)
        after = team.after
        least, most = after[0][1:] if after else (None, None)
        return {
            "id": visit.id,
            "reference": visit.external_id,
            "person": visit.person,
            **self._label(visit.person),
            **self._place(person.place),
            "sector": person.sector,
            "service": services.in_words(visit.service),
            "activity": visit.activity,
            "date": f"{start:%d/%m/%Y}",
            "windows": " / ".join(_span(start, w.start, w.end) for w in visit.windows),
            "ends_inside": "oui" if visit.ends_inside else None,
            "usual_time": visit.usual_start and _clock(start, visit.usual_start),
            "duration": _length(visit.duration_s),
            "skills": _skills(self._other_skills(visit.skills)),
            "avoid": _items(visit.excluded_skills),
            "workers_needed": len(team.visits) if len(team.visits) > 1 else None,
            "together_with": _items(team.together),
            "tolerance": None if team.tolerance_s is None else _length(team.tolerance_s),
            "priority": visit.priority,
            "hardship": visit.heavy or None,
            "only_workers": _items(visit.required_workers),
            "preferred_workers": _items(visit.preferred_workers),
            "refused_workers": _items(visit.refused_workers),
            "after": _items(row for row, _, _ in after),
            "min_gap": None if least is None else _length(least),
            "max_gap": None if most is None else _length(most),
            "meals": visit.load.get("meals") or None,
        }

    def workers(self) -> list[Cells]:
        shifts: dict[str, list[doc.ShiftIn]] = {}
        for shift in self._document.shifts:
            shifts.setdefault(shift.worker, []).append(shift)
        return [self._worker(w, shifts.get(w.id, [])) for w in self._document.workers]

    def _worker(self, worker: doc.WorkerIn, shifts: Sequence[doc.ShiftIn]) -> Cells:
        days: dict[str, list[str]] = {}
        pauses: list[str | None] = []
        for shift in shifts:
            start = _moment(shift.start)
            days.setdefault(f"{start:%d/%m/%Y}", []).append(_span(start, shift.start, shift.end))
            for pause in shift.breaks:
                pauses += [
                    f"{_length(pause.duration_s)} {_span(start, window.start, window.end)}"
                    for window in pause.windows
                ]
        return {
            "id": worker.id,
            "reference": worker.external_id,
            **self._label(worker.id),
            **self._place(worker.place),
            "service": services.in_words(worker.service),
            "mode": _word(MODES, worker.mode),
            "other_services": self._other_services(worker),
            "skills": _skills(self._other_skills(worker.skills)),
            "sectors": _items(worker.sectors),
            "hours": _items(f"{day} {' / '.join(spans)}" for day, spans in days.items()),
            "breaks": _items(dict.fromkeys(filter(None, pauses))),
            "absences": _items(_absence(span) for span in worker.unavailable),
            "refused_persons": _items(worker.refused_persons),
            "meals_aboard": max((s.capacity.get("meals", 0) for s in shifts), default=0) or None,
        }

    def _other_skills(self, skills: Mapping[str, int]) -> dict[str, int]:
        """The skills that the services of a row do not say."""
        return {name: level for name, level in skills.items() if name not in self._of_services}

    def _other_services(self, worker: doc.WorkerIn) -> str | None:
        """The further services that a worker serves, `tous` where it is all of several."""
        asked = self._services - {worker.service}
        served = {
            name for name in asked
            if name not in self._restricted or services.skill(name) in worker.skills
        }  # fmt: skip
        if served and served == asked:
            return services.EVERY
        return _items(sorted(map(services.in_words, served)))

    def _place(self, ident: str) -> Cells:
        place = self._places[ident]
        latitude, longitude = place.location or (None, None)
        return {
            "latitude": latitude,
            "longitude": longitude,
            "access": None if place.access_s == _ACCESS_S else _length(place.access_s),
        }

    def _label(self, ident: str) -> Cells:
        label = self._labels.by_id.get(ident, Label())
        return {
            "name": label.name or None,
            "phone": label.phone or None,
            "door_code": label.door_code or None,
            "address": label.address or None,
        }


_ACCESS_S = doc.PlaceIn.model_fields["access_s"].default


def _word(words: Mapping[str, str], meaning: str) -> str:
    """The first word that cells have for something, else its own."""
    return next((word for word, known in words.items() if known == meaning), meaning)


def _is_team(link: doc.TogetherIn, visits: Mapping[str, doc.VisitIn]) -> bool:
    """Whether the visits differ by their numbers only: `V1`, `V1#2`, `V1#3`."""
    first = visits[link.visits[0]]
    external = first.external_id
    return len(link.visits) <= MOST_WORKERS and all(
        visits.get(ident)
        == first.model_copy(update={"id": f"{first.id}#{number}",
                                    "external_id": external and f"{external}#{number}"})
        for number, ident in enumerate(link.visits[1:], start=2)
    )  # fmt: skip


def _forward(link: doc.SequenceIn) -> bool:
    """Whether the gaps are such as tables have: none below 0."""
    least, most = link.min_gap_s, link.max_gap_s
    return least is not None and least >= 0 and (most is None or most >= least)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _clock(day: datetime, text: str) -> str:
    """A time as `8h30`, or `1h00+1` on the day after; seconds where there are any."""
    moment = _moment(text)
    later = (moment.date() - day.date()).days
    seconds = f":{moment.second:02}" if moment.second else ""
    return f"{moment.hour}h{moment.minute:02}{seconds}" + (f"+{later}" if later else "")


def _span(day: datetime, start: str, end: str) -> str:
    return f"{_clock(day, start)}-{_clock(day, end)}"


def _absence(span: doc.IntervalIn) -> str:
    start = _moment(span.start)
    return f"{start:%d/%m/%Y} {_span(start, span.start, span.end)}"


def _length(seconds: float) -> str:
    """A duration as `45 min`, or in seconds where it is no whole number of minutes."""
    if seconds % 60 or not 0 <= seconds <= DAY:
        return f"{decimal(seconds)} s"
    return f"{int(seconds // 60)} min"


def _items(items: Iterable[str] | None) -> str | None:
    return "; ".join(items) or None if items is not None else None


def _skills(skills: Mapping[str, int]) -> str | None:
    return _items(name if level == 1 else f"{name}:{level}" for name, level in skills.items())
