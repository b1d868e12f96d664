"""What all parts of a document need to become parts of a problem: times, ticks, references."""

from collections.abc import Callable, Iterable, Set
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from optimizer.problem import document as doc
from optimizer.problem import model
from optimizer.problem.clock import Clock, ClockError
from optimizer.problem.reading import Errors, Where, field_name, pointer

Part = TypeVar("Part")

LISTS = ("places", "persons", "visits", "external_visits", "workers", "shifts", "vehicles", "links")


@cache
def timezones() -> Set[str]:
    """All IANA names."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


class Converter:
    """Reports what cannot be converted, and gives something harmless instead.

    `where` maps the id of a part, by list, to its path in the document; `unsure` are lists of
    which not all ids are known.
    """

    def __init__(self, document: doc.ProblemDocument, errors: Errors) -> None:
        self.document = document
        self.errors = errors
        self.where: dict[str, dict[str, Where]] = {}
        self.ids = {name: {part.id for part in getattr(document, name)} for name in LISTS}
        self.unsure = {
            name
            for name in LISTS
            if errors.replaced((name,))
            or any(errors.replaced((name, i, "id")) for i in range(len(getattr(document, name))))
        }
        self.homes = {person.id: person.place for person in document.persons}
        self.staff = {worker.id: worker for worker in document.workers}
        self.modes: dict[str, doc.ModeIn] = {**doc.DEFAULT_MODES, **document.travel.modes}
        self.zone_known = document.timezone in timezones()
        zone = document.timezone if self.zone_known else "UTC"
        self.clock = Clock(zone, document.horizon.start, document.tick_ms)
        self.horizon_end = self.clock.day_start(document.horizon.days)

    def sound(self, name: str, ident: str) -> bool:
        """Whether a part exists and nothing is wrong with it so far."""
        where = self.where[name].get(ident)
        return where is not None and not self.errors.at(where)

    def _parts(
        self,
        name: str,
        items: Iterable[Any],
        make: Callable[[Any, Where], Part],
        key: str = "id",
    ) -> dict[str, Part]:
        places = self.where.setdefault(name, {})
        parts: dict[str, Part] = {}
        for index, item in enumerate(items):
            ident = getattr(item, key)
            if ident in parts:
                self.errors.add(
                    "duplicate_id", (name, index, key), ident,
                    f"{key} stands already at {pointer(places[ident])}",
                    "give every item its own id" if key == "id" else "keep one of the two",
                )  # fmt: skip
                continue
            places[ident] = (name, index)
            parts[ident] = make(item, (name, index))
        return parts

    def _time(self, text: str | None, where: Where) -> int | None:
        if text is None:
            return None
        try:
            return self.clock.parse(text, any_offset=not self.zone_known)
        except ClockError as error:
            self.errors.add("bad_time", where, text, f"{field_name(where)} {error}", error.remedy)
            return None

    def _ticks(self, seconds: float, where: Where) -> int:
        ms = seconds * 1000
        ticks = round(ms / self.document.tick_ms)
        if abs(ticks * self.document.tick_ms - ms) > 1e-6:
            self.errors.add(
                "not_whole_ticks", where, seconds,
                f"{field_name(where)} is not a whole number of ticks of {self.document.tick_ms} ms",
                "round it, or choose a smaller tick_ms",
            )  # fmt: skip
        return ticks

    def _optional_ticks(self, seconds: float | None, where: Where) -> int | None:
        return None if seconds is None else self._ticks(seconds, where)

    def _span(self, start: str, end: str, where: Where, least: int = 1) -> tuple[int, int] | None:
        """Two times, `end - start >= least`; None if that is not so."""
        a = self._time(start, (*where, "start"))
        b = self._time(end, (*where, "end"))
        if a is None or b is None:
            return None
        if b - a < least:
            self.errors.add(
                "ends_before_start", (*where, "end"), end,
                f"end is {'before' if b < a else 'equal to'} start ({start})",
                "correct one of the two",
            )  # fmt: skip
            return None
        return a, b

    def _intervals(self, items: list[doc.IntervalIn], where: Where) -> tuple[model.Interval, ...]:
        spans = [self._span(item.start, item.end, (*where, i)) for i, item in enumerate(items)]
        return tuple(model.Interval(*span) for span in sorted(filter(None, spans)))

    def _windows(self, items: list[doc.WindowIn], where: Where) -> tuple[model.Window, ...]:
        windows = []
        for i, item in enumerate(items):
            at = (*where, i)
            span = self._span_in_horizon(item, at, least=0)
            late = self._time(item.late_after, (*at, "late_after"))
            if span is None:
                continue
            start, end = span
            if late is not None and not start <= late <= end:
                self.errors.add(
                    "bad_late_after", (*at, "late_after"), item.late_after,
                    "late_after is outside the window", "put it between start and end",
                )  # fmt: skip
            windows.append(model.Window(start, end, end if late is None else late))
        return tuple(sorted(windows, key=lambda window: (window.start, window.end)))

    def _in_horizon(self, tick: int, text: str, where: Where, spare: int = 0) -> bool:
        """Whether a tick lies inside the horizon or less than `spare` ticks after it."""
        if not self.zone_known or self.errors.at(("horizon",)):
            return True  # nobody knows
        if 0 <= tick < self.horizon_end + spare:
            return True
        last = self.clock.datetime(self.horizon_end - 1).date()
        self.errors.add(
            "outside_horizon", where, text,
            f"{where[-1]} lies outside the horizon, {self.clock.first_day} to {last}",
            "correct the date, or widen the horizon",
        )  # fmt: skip
        return False

    def _span_in_horizon(
        self, item: doc.WindowIn | doc.ShiftIn, where: Where, least: int
    ) -> tuple[int, int] | None:
        """A span that begins inside the horizon and ends there or on the day after."""
        span = self._span(item.start, item.end, where, least)
        if (
            span is None
            or not self._in_horizon(span[0], item.start, (*where, "start"))
            or not self._in_horizon(span[1], item.end, (*where, "end"), self.clock.day_start(1))
        ):
            return None
        return span

    def _reference(self, name: str, ident: str, where: Where) -> None:
        if ident not in self.ids[name] and name not in self.unsure:
            singular = name[:-1].replace("_", " ")
            self.errors.add(
                "unknown_reference", where, ident, f"there is no {singular} with this id",
                f"add it to /{name}, or correct the id",
            )  # fmt: skip

    def _references(self, name: str, idents: Iterable[str], where: Where) -> frozenset[str]:
        found = list(idents)
        for i, ident in enumerate(found):
            self._reference(name, ident, (*where, i))
        return frozenset(found)

    def _optional_references(
        self, name: str, idents: list[str] | None, where: Where
    ) -> frozenset[str] | None:
        return None if idents is None else self._references(name, idents, where)
