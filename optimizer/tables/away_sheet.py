"""A sheet of absences or leave: who, from when to when, half-days and hours."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from optimizer.tables import values
from optimizer.tables.cells import Sheet
from optimizer.tables.columns import Column
from optimizer.tables.days import Dates
from optimizer.tables.errors import Cell, Report
from optimizer.tables.rows import Row, read_rows
from optimizer.tables.situations import Absences
from optimizer.tables.status import Status, status
from optimizer.tables.values import DAY
from optimizer.tables.words import plain
from optimizer.tables.working_times import HALVES, Absence, absences

_WHOLE = (0, DAY)
_PARTS = {**HALVES, "journee": _WHOLE, "journee entiere": _WHOLE, "jour": _WHOLE, "day": _WHOLE,
          "whole day": _WHOLE, "full day": _WHOLE, "all day": _WHOLE}  # fmt: skip
_WHO = ("worker", "person", "id", "name")

AWAY: tuple[Column, ...] = (
    Column("worker", ("agent", "intervenant", "salarié", "employé", "intervenante", "staff"),
           values.ident, "id or name of the worker", "A07"),
    Column("person", ("personne", "usager", "bénéficiaire", "client"), values.ident,
           "id or name of the person", "P031"),
    Column("id", ("identifiant", "matricule", "code", "qui", "who"), values.ident,
           "id of a worker or a person", "A07"),
    Column("name", ("nom", "nom prénom", "nom et prénom", "prénom nom"), values.ident,
           "name of a worker or a person", "Dourmeret"),
    Column("first_name", ("prénom",), values.ident, "beside the name", "Corvin"),
    Column("from", ("du", "début", "date de début", "date début", "depuis", "start date", "start"),
           values.day, "first day", "01/12/2026"),
    Column("to", ("au", "fin", "date de fin", "date fin", "jusqu'au", "end date", "end"),
           values.day, "last day, included", "05/12/2026"),
    Column("date", ("date", "jour", "day"), values.day, "the only day", "01/12/2026"),
    Column("absences", ("dates", "période", "période d'absence"), absences, "days and times in "
           "one cell", "01/12/2026-05/12/2026"),
    Column("half", ("demi-journée", "demi journée", "moment", "half-day"), values.choice(_PARTS),
           "matin, après-midi or journée", "matin"),
    Column("from_time", ("heure début", "heure de début", "de", "start time"), values.clock,
           "with the other time, only these hours", "14h"),
    Column("to_time", ("heure fin", "heure de fin", "à", "end time"), values.clock,
           "see before", "16h"),
    Column("reason", ("motif", "type", "raison", "nature", "commentaire", "remarque", "comment"),
           values.text, "not needed", "congés"),
    Column("status", ("statut", "état", "validation", "decision"), status, "validé or refusé: "
           "one that is refused or cancelled is none", "validé"),
)  # fmt: skip


def read_away(
    sheets: Sequence[Sheet], visits: Sequence[Row], workers: Sequence[Row], report: Report
) -> Absences:
    """The absences of sheets of their own, by the id of the worker or person."""
    known = _known(visits, workers)
    found: dict[str, list[Absence]] = {}
    for sheet in sheets:
        refused = []
        for row in read_rows(sheet, AWAY, report):
            said: Status | None = row.get("status")
            if row.wrong:
                continue
            if said is not None and said.dates is not None:
                if "attente" in plain(said.written) or plain(said.written) == "pending":
                    report.error("open_absence", row.cell("status"), said.written)
                refused.append(str(row.line))
                continue
            who = _who(row, known, report)
            absence = list(_absences(row, report))
            if who is not None:
                found.setdefault(who, []).extend(absence)
        if refused:
            report.note("refused_absences", Cell(sheet.name), count=len(refused),
                        lines=", ".join(refused[:10]))  # fmt: skip
    return found


def _known(visits: Sequence[Row], workers: Sequence[Row]) -> dict[str, set[str]]:
    """The ids that a text may mean: an id, or a name in either order."""
    known: dict[str, set[str]] = {}
    people = [(row.get("person"), row) for row in visits] + [
        (row.get("id"), row) for row in workers
    ]
    for ident, row in people:
        if ident is None:
            continue
        name, first = row.get("name"), row.get("first_name")
        texts = [ident, name, f"{name} {first}", f"{first} {name}"]
        for text in texts if first and name else texts[:2]:
            if text:
                known.setdefault(plain(text), set()).add(ident)
    return known


def _who(row: Row, known: dict[str, set[str]], report: Report) -> str | None:
    texts = [row.get(name) for name in _WHO if row.get(name)]
    if row.get("name") and row.get("first_name"):
        texts.append(f"{row.get('name')} {row.get('first_name')}")
    meant = [found for text in texts if (found := known.get(plain(text)))]
    both = set.intersection(*meant) if meant else set()
    if len(both) == 1:
        return next(iter(both))
    cell, held = row.at(*_WHO)
    report.error("unknown_absent", cell, held, part=", ".join(texts) or "?")
    return None


def _absences(row: Row, report: Report) -> Iterator[Absence]:
    yield from row.get("absences", ())
    start, end = row.get("from", row.get("date")), row.get("to", row.get("date"))
    if start is None and end is None and row.get("absences"):
        return
    if start is None or end is None:
        report.error("half_absence", row.cell("from" if start is None else "to"), None)
        return
    if end < start:
        report.error(
            "to_before_from", row.cell("to"), row.held.get("to"), first=f"{start:%d/%m/%Y}"
        )
        return
    span = row.get("half", _WHOLE)
    first, last = row.get("from_time"), row.get("to_time")
    if (first is None) != (last is None):
        report.error("half_absence", row.cell("to_time" if last is None else "from_time"), None)
        return
    if first is not None and start < end:  # from a time of the first day to one of the last
        yield Absence(Dates(start, start), ((first, DAY),))
        yield Absence(Dates(end, end), ((0, last),))
        start, end = start + timedelta(1), end - timedelta(1)
        if start <= end:
            yield Absence(Dates(start, end))
        return
    if first is not None:
        span = (first, last)
    if span != _WHOLE and start < end:
        report.error("long_half", row.cell("half"), row.held.get("half"))
        return
    yield Absence(Dates(start, end), () if span == _WHOLE else (span,))
