"""What has changed between two plans, for people: a table, and what to say on the phone."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from optimizer.outputs.changes_words import word
from optimizer.outputs.formats import clock
from optimizer.outputs.labels import Labels
from optimizer.outputs.words import named
from optimizer.revise.difference import Difference, VisitChange, WorkerChange
from optimizer.rules.base import Lang


def render_changes(
    found: Difference, lang: Lang, labels: Labels | None = None, console: Console | None = None
) -> None:
    """Print a difference: persons to tell, then workers, soonest first."""
    console, labels = console or Console(), labels or Labels()
    if not found.visits and not found.workers:
        console.print(word("none", lang))
        return
    console.print(word("calls", lang, count=str(found.calls)))
    people = _table(lang, "person", "visit", "told", "now", "what")
    for change in found.visits:
        people.add_row(
            labels.name(change.person), change.visit,
            _place(change, labels, lang, after=False), _place(change, labels, lang, after=True),
            _what(change, lang),
        )  # fmt: skip
    console.print(people)
    workers = _table(lang, "worker", "added", "removed", "moved", "day")
    for worker in found.workers:
        workers.add_row(
            labels.name(worker.worker), ", ".join(worker.added), ", ".join(worker.removed),
            ", ".join(worker.moved), _hours(worker, lang),
        )  # fmt: skip
    console.print(workers)


def phone_text(found: Difference, lang: Lang, labels: Labels | None = None) -> str:
    """What to read out on the phone: a sentence for each person and worker to call."""
    labels = labels or Labels()
    lines = []
    people = dict.fromkeys(change.person for change in found.visits)
    for person in people:
        own = [change for change in found.visits if change.person == person]
        lines.append(_line(person, [_sentence(c, labels, lang) for c in own], labels, lang))
    for worker in found.workers:
        lines.append(_line(worker.worker, list(_orders(worker, found, labels, lang)), labels, lang))
    return "\n".join(lines) or word("none", lang)


def _line(who: str, sentences: Sequence[str], labels: Labels, lang: Lang) -> str:
    label = labels.by_id.get(who)
    phone = f" ({label.phone})" if label is not None and label.phone else ""
    colon = "\u00a0:" if lang == "fr" else ":"
    return f"{labels.name(who)}{phone}{colon} {' '.join(sentences)}"


def _sentence(change: VisitChange, labels: Labels, lang: Lang) -> str:
    """One change, as the person hears it."""
    was, now = change.before, change.after
    if now is None:
        assert was is not None
        return word(f"phone.{change.kind}", lang, before=clock(was.start, lang))
    who = labels.name(now.worker)
    if was is None:
        return word("phone.added", lang, after=clock(now.start, lang), who=who)
    if change.kind == "time":
        return word("phone.time", lang, before=clock(was.start, lang),
                    after=clock(now.start, lang), who=who)  # fmt: skip
    known = word("phone.known" if change.known else "phone.new", lang)
    return word("phone.carer", lang, before=clock(was.start, lang), after=clock(now.start, lang),
                who=who, known=known, instead=labels.name(was.worker))  # fmt: skip


def _orders(change: WorkerChange, found: Difference, labels: Labels, lang: Lang) -> Iterator[str]:
    """One worker's changes, as the worker hears them."""
    by_visit = {visit.visit: visit for visit in found.visits}
    for kind, visits in (("removed", change.removed), ("added", change.added),
                         ("moved", change.moved)):  # fmt: skip
        for name in visits:
            visit = by_visit.get(name)
            if visit is None:
                continue
            place = visit.before if kind == "removed" else visit.after
            assert place is not None
            yield word(f"order.{kind}", lang, person=labels.name(visit.person),
                       time=clock(place.start, lang))  # fmt: skip
    if change.after is None:
        yield word("order.off", lang)
    elif change.after != change.before:
        start, end = (clock(moment, lang) for moment in change.after)
        yield word("order.day", lang, start=start, end=end)


def _table(lang: Lang, *columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(word(f"head.{column}", lang))
    return table


def _place(change: VisitChange, labels: Labels, lang: Lang, *, after: bool) -> str:
    place = change.after if after else change.before
    return "–" if place is None else f"{clock(place.start, lang)} {labels.name(place.worker)}"


def _what(change: VisitChange, lang: Lang) -> str:
    text = word(f"change.{change.kind}", lang)
    if change.kind == "carer":
        text += ", " + word("phone.known" if change.known else "phone.new", lang)
    if change.reasons:
        text += f" ({', '.join(named('reason', code, lang) for code in change.reasons)})"
    return text


def _hours(change: WorkerChange, lang: Lang) -> str:
    def said(hours: tuple[datetime, datetime] | None) -> str:
        return "–" if hours is None else " – ".join(clock(moment, lang) for moment in hours)

    before, after = said(change.before), said(change.after)
    return after if before == after else f"{before} → {after}"
