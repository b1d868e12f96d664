"""From the JSON document to the frozen problem: parts, defaults, settings."""

from collections.abc import Iterable, Set

from optimizer.problem import document as doc
from optimizer.problem import model
from optimizer.problem.facts import FactReader
from optimizer.problem.reading import Where
from optimizer.problem.score_terms import TERM_KINDS, Objective, Term, default_objective
from optimizer.problem.working_time import LIMITS, WorkingTime, rule_packs, working_time


class Builder(FactReader):
    """Builds a `Problem` and reports what a single part shows to be wrong."""

    promised: Set[str] = frozenset()
    """Visits that people were told of."""

    def build(self) -> model.Problem:
        """The problem, or what it would be but for the errors."""
        d = self.document
        if not self.zone_known:
            self.errors.add(
                "unknown_timezone", ("timezone",), d.timezone, "timezone is not known",
                "write an IANA name like Europe/Paris",
            )  # fmt: skip
        for name, what in (("visits", "visit to plan"), ("shifts", "shift: nobody is on duty")):
            if not getattr(d, name):
                self.errors.add(
                    "empty", (name,), [], f"{name} is empty: there is no {what}",
                    f"add {name}, or do not ask for a plan",
                )  # fmt: skip
        self.promised = {stop.visit for stop in d.previous}
        freeze = self._time(d.freeze_before, ("freeze_before",))
        visits = self._parts("visits", d.visits, self._visit)
        shifts = self._parts("shifts", d.shifts, self._shift)
        limits = self._working_time(d.working_time)
        facts = self.read_facts(freeze, visits, shifts, limits.statutory_break or 0)
        return model.Problem(
            name=d.name,
            tick_ms=d.tick_ms,
            clock=self.clock,
            days=d.horizon.days,
            freeze_before=freeze,
            places=self._parts("places", d.places, self._place),
            persons=self._parts("persons", d.persons, self._person),
            visits=visits,
            external_visits=self._parts("external_visits", d.external_visits, self._external),
            workers=self._parts("workers", d.workers, self._worker),
            shifts=shifts,
            vehicles=self._parts("vehicles", d.vehicles, self._vehicle),
            links=self._parts("links", d.links, self._link),
            pins=self._parts("pins", d.pins, self._pin, key="visit"),
            frozen_tours=self._parts("frozen_tours", d.frozen_tours, self._frozen, key="shift"),
            waivers=tuple(model.Waiver(w.rule, w.subject, w.reason, w.by) for w in d.waivers),
            previous=self._parts("previous", d.previous, self._previous, key="visit"),
            facts=facts,
            working_time=limits,
            objective=self._objective(d.objective),
            travel=self._travel(d.travel),
            document=d.to_json_dict(),
        )

    # Parts

    def _place(self, p: doc.PlaceIn, where: Where) -> model.Place:
        return model.Place(p.id, p.location, self._ticks(p.access_s, (*where, "access_s")))

    def _person(self, p: doc.PersonIn, where: Where) -> model.Person:
        self._reference("places", p.place, (*where, "place"))
        return model.Person(
            id=p.id,
            external_id=p.external_id or p.id,
            place=p.place,
            sector=p.sector,
            absences=self._intervals(p.absences, (*where, "absences")),
            required_workers=self._optional_references(
                "workers", p.required_workers, (*where, "required_workers")
            ),
            refused_workers=self._references(
                "workers", p.refused_workers, (*where, "refused_workers")
            ),
            preferred_workers=self._optional_references(
                "workers", p.preferred_workers, (*where, "preferred_workers")
            ),
            incompatible_with=self._references(
                "persons", p.incompatible_with, (*where, "incompatible_with")
            ),
        )

    def _visit(self, v: doc.VisitIn, where: Where) -> model.Visit:
        self._reference("persons", v.person, (*where, "person"))
        place = v.place
        if place is not None:
            self._reference("places", place, (*where, "place"))
        else:
            place = self.homes.get(v.person, "")
        duration = self._ticks(v.duration_s, (*where, "duration_s"))
        windows = self._windows(v.windows, (*where, "windows"))
        if v.ends_inside and windows and all(w.end - w.start < duration for w in windows):
            self.errors.add(
                "impossible_window", (*where, "windows"), _plain(v.windows),
                f"ends_inside is set, but no window is as long as duration_s ({v.duration_s:g})",
                "widen a window, shorten the visit, or drop ends_inside",
            )  # fmt: skip
        usual = self._time(v.usual_start, (*where, "usual_start"))
        if usual is not None:
            self._in_horizon(usual, str(v.usual_start), (*where, "usual_start"))
        return model.Visit(
            id=v.id,
            external_id=v.external_id or v.id,
            person=v.person,
            place=place,
            service=v.service,
            activity=v.activity,
            duration=duration,
            windows=windows,
            ends_inside=v.ends_inside,
            skills=v.skills,
            excluded_skills=frozenset(v.excluded_skills),
            priority=v.priority,
            weight=v.weight * (self.document.promise_factor if v.id in self.promised else 1),
            load={name: amount for name, amount in v.load.items() if amount},
            required_workers=self._optional_references(
                "workers", v.required_workers, (*where, "required_workers")
            ),
            refused_workers=self._references(
                "workers", v.refused_workers, (*where, "refused_workers")
            ),
            preferred_workers=self._optional_references(
                "workers", v.preferred_workers, (*where, "preferred_workers")
            ),
            usual_start=usual,
            heavy=v.heavy,
            max_since_loading=self._optional_ticks(
                v.max_since_loading_s, (*where, "max_since_loading_s")
            ),
        )

    def _external(self, v: doc.ExternalVisitIn, where: Where) -> model.ExternalVisit:
        self._reference("persons", v.person, (*where, "person"))
        if v.id in self.ids["visits"]:
            self.errors.add(
                "duplicate_id", (*where, "id"), v.id, "a visit has the same id",
                "links could not tell them apart: give it another id",
            )  # fmt: skip
        start, end = self._span(v.start, v.end, where, least=0) or (0, 0)
        return model.ExternalVisit(v.id, v.external_id or v.id, v.person, start, end, v.exclusive)

    def _worker(self, w: doc.WorkerIn, where: Where) -> model.Worker:
        self._reference("places", w.place, (*where, "place"))
        self._mode(w.mode, (*where, "mode"))
        days = []
        for i, day in enumerate(w.history.days):
            at = (*where, "history", "days", i)
            work = self._ticks(day.work_s, (*at, "work_s"))
            if span := self._span(day.start, day.end, at):
                days.append(model.WorkedDay(*span, work))
        return model.Worker(
            id=w.id,
            external_id=w.external_id or w.id,
            service=w.service,
            skills=w.skills,
            sectors=None if w.sectors is None else frozenset(w.sectors),
            refused_persons=self._references(
                "persons", w.refused_persons, (*where, "refused_persons")
            ),
            unavailable=self._intervals(w.unavailable, (*where, "unavailable")),
            history=model.History(tuple(sorted(days, key=lambda d: d.start)), w.history.persons),
        )

    def _mode(self, mode: str, where: Where) -> None:
        known = self.modes.keys() | self.document.travel.matrices.keys()
        if mode not in known and not self.errors.replaced(("travel",)):
            self.errors.add(
                "unknown_mode", where, mode, f"mode is none of {', '.join(sorted(known))}",
                "correct it, or add it to /travel/modes",
            )  # fmt: skip

    def _shift(self, s: doc.ShiftIn, where: Where) -> model.Shift:
        self._reference("workers", s.worker, (*where, "worker"))
        worker = self.staff.get(s.worker)
        for field, place in (("start_place", s.start_place), ("end_place", s.end_place)):
            if place is not None:
                self._reference("places", place, (*where, field))
        if s.mode is not None:
            self._mode(s.mode, (*where, "mode"))
        span = self._span_in_horizon(s, where, least=1)
        overtime = self._time(s.overtime_after, (*where, "overtime_after"))
        if span and overtime is not None and not span[0] <= overtime <= span[1]:
            self.errors.add(
                "bad_overtime_after", (*where, "overtime_after"), s.overtime_after,
                "overtime_after is outside the shift", "put it between start and end",
            )  # fmt: skip
        breaks = self._breaks(s.breaks, span, (*where, "breaks"))
        reload = None
        if s.reload is not None:
            at = (*where, "reload")
            self._references("places", s.reload.depots, (*at, "depots"))
            duration = self._ticks(s.reload.duration_s, (*at, "duration_s"))
            reload = model.Reload(tuple(s.reload.depots), duration, s.reload.max_times)
        self._references("vehicles", s.vehicles, (*where, "vehicles"))
        start, end = span or (0, 0)
        home = worker.place if worker else ""
        return model.Shift(
            id=s.id,
            external_id=s.external_id or s.id,
            worker=s.worker,
            day=self.clock.day_of(start),
            start=start,
            end=end,
            overtime_after=end if overtime is None else overtime,
            start_place=s.start_place or home,
            end_place=s.end_place or home,
            mode=s.mode or (worker.mode if worker else ""),
            capacity=s.capacity,
            reload=reload,
            breaks=breaks,
            max_work=self._optional_ticks(s.max_work_s, (*where, "max_work_s")),
            vehicles=tuple(s.vehicles),
            leaves_at_start=s.leaves_at_start,
        )

    def _breaks(
        self, items: list[doc.BreakIn], shift: tuple[int, int] | None, where: Where
    ) -> tuple[model.Break, ...]:
        """The breaks of a shift (its start and end, if they are known)."""
        breaks: dict[str, model.Break] = {}
        for i, b in enumerate(items):
            at = (*where, i)
            if b.id in breaks or b.id == "statutory":
                self.errors.add(
                    "duplicate_id", (*at, "id"), b.id,
                    "another break of this shift has this id" if b.id in breaks
                    else "this id is kept for the pause of the working-time limits",
                    "give it another id",
                )  # fmt: skip
            duration = self._ticks(b.duration_s, (*at, "duration_s"))
            windows = self._windows(b.windows, (*at, "windows"))
            if shift and windows and not any(
                w.end >= shift[0] and w.start + duration <= shift[1] for w in windows
            ):  # fmt: skip
                self.errors.add(
                    "break_outside_shift", (*at, "windows"), _plain(b.windows),
                    "the break cannot be taken inside the shift, so that it would never be due",
                    "correct the windows, or remove the break",
                )  # fmt: skip
            breaks[b.id] = model.Break(b.id, duration, windows, b.optional, b.paid, b.always_due)
        return tuple(breaks.values())

    def _vehicle(self, v: doc.VehicleIn, where: Where) -> model.Vehicle:
        unavailable = self._intervals(v.unavailable, (*where, "unavailable"))
        return model.Vehicle(v.id, v.external_id or v.id, v.kind, v.capacity, unavailable)

    def _link(self, link: doc.LinkIn, where: Where) -> model.Link:
        seen: set[str] = set()
        for i, ident in enumerate(link.visits):
            at = (*where, "visits", i)
            if ident in self.ids["visits"] or ident not in self.ids["external_visits"]:
                self._reference("visits", ident, at)
            elif link.type != "sequence":
                self.errors.add(
                    "external_visit", at, ident,
                    f"an external visit cannot be in a {link.type} link",
                    "use a sequence link, or name a visit of ours",
                )  # fmt: skip
            elif seen & self.ids["external_visits"]:
                self.errors.add(
                    "external_visit", at, ident, "both visits are external: none can be planned",
                    "name a visit of ours",
                )  # fmt: skip
            if ident in seen:
                self.errors.add(
                    "repeated_visit", at, ident, "the link names this visit twice",
                    "link different visits",
                )  # fmt: skip
            seen.add(ident)
        partner = link.if_partner_unserved
        visits = tuple(link.visits)
        match link:
            case doc.TogetherIn():
                tolerance = self._ticks(link.tolerance_s, (*where, "tolerance_s"))
                return model.Together(link.id, visits, tolerance, partner)
            case doc.SequenceIn():
                least = self._optional_ticks(link.min_gap_s, (*where, "min_gap_s"))
                most = self._optional_ticks(link.max_gap_s, (*where, "max_gap_s"))
                if least is not None and most is not None and most < least:
                    self.errors.add(
                        "impossible_gap", (*where, "max_gap_s"), link.max_gap_s,
                        f"max_gap_s is below min_gap_s ({link.min_gap_s})",
                        "correct one of the two",
                    )  # fmt: skip
                first, second = visits
                return model.Sequence(link.id, first, second, link.gap_from, least, most, partner)
            case doc.SameWorkerIn():
                return model.SameWorker(link.id, visits, partner)
            case doc.DifferentWorkersIn():
                return model.DifferentWorkers(link.id, visits, partner)
            case doc.PickupDeliveryIn():
                ride = self._optional_ticks(link.max_ride_s, (*where, "max_ride_s"))
                pickup, delivery = visits
                return model.PickupDelivery(link.id, pickup, delivery, ride, partner)

    def _pin(self, pin: doc.PinIn, where: Where) -> model.Pin:
        self._reference("visits", pin.visit, (*where, "visit"))
        if pin.worker is not None:
            self._reference("workers", pin.worker, (*where, "worker"))
        if pin.shift is not None:
            self._reference("shifts", pin.shift, (*where, "shift"))
        start = self._time(pin.start, (*where, "start"))
        return model.Pin(pin.visit, pin.worker, pin.shift, start)

    def _frozen(self, tour: doc.FrozenTourIn, where: Where) -> model.FrozenTour:
        self._reference("shifts", tour.shift, (*where, "shift"))
        self._references("visits", tour.visits, (*where, "visits"))
        return model.FrozenTour(tour.shift, tuple(tour.visits))

    def _previous(self, stop: doc.PreviousStopIn, where: Where) -> model.PreviousStop:
        self._reference("visits", stop.visit, (*where, "visit"))
        self._reference("workers", stop.worker, (*where, "worker"))
        start = self._time(stop.start, (*where, "start"))
        return model.PreviousStop(stop.visit, stop.worker, start or 0)

    # Settings

    def _working_time(self, settings: doc.WorkingTimeIn) -> WorkingTime:
        where = ("working_time",)
        pack = settings.pack
        if pack not in rule_packs():
            self.errors.add(
                "unknown_value", (*where, "pack"), pack,
                f"pack must be one of {', '.join(rule_packs())}", "choose one of them",
            )  # fmt: skip
            pack = "none"
        for name in settings.overrides:
            if name not in LIMITS:
                self.errors.add(
                    "unknown_field", (*where, "overrides", name), name,
                    f"{name} is not a limit", f"use one of {', '.join(LIMITS)}",
                )  # fmt: skip
        return working_time(pack, settings.overrides, self.document.tick_ms)

    def _objective(self, objective: doc.ObjectiveIn | None) -> Objective:
        if objective is None:
            return default_objective()
        levels = {name: index for index, name in enumerate(objective.levels)}
        if len(levels) < len(objective.levels):
            self.errors.add(
                "duplicate_id", ("objective", "levels"), objective.levels,
                "a level stands twice", "name each level once",
            )  # fmt: skip
        terms = []
        for i, term in enumerate(objective.terms):
            where = ("objective", "terms", i)
            if term.term not in TERM_KINDS:
                self.errors.add(
                    "unknown_value", (*where, "term"), term.term,
                    f"term must be one of {', '.join(TERM_KINDS)}", "choose one of them",
                )  # fmt: skip
            elif term.level not in levels and not self.errors.at(("objective", "levels")):
                self.errors.add(
                    "unknown_value", (*where, "level"), term.level,
                    f"level must be one of {', '.join(levels)}", "choose one, or add the level",
                )  # fmt: skip
            else:
                kind = TERM_KINDS[term.term]
                terms.append(Term(kind, levels.get(term.level, 0), term.weight, term.aggregation))
        return Objective(tuple(objective.levels), tuple(terms))

    def _travel(self, travel: doc.TravelIn) -> model.TravelSettings:
        modes = {
            name: model.ModeSettings(m.seconds, m.kmh, m.metres, m.detour, m.traffic_factor)
            for name, m in self.modes.items()
        }
        matrices = {
            mode: self._matrix(matrix, ("travel", "matrices", mode))
            for mode, matrix in travel.matrices.items()
        }
        return model.TravelSettings(modes, matrices)

    def _matrix(self, matrix: doc.MatrixIn, where: Where) -> model.GivenMatrix:
        self._references("places", matrix.places, (*where, "places"))
        if len(set(matrix.places)) < len(matrix.places):
            self.errors.add(
                "duplicate_id", (*where, "places"), matrix.places, "a place stands twice",
                "list each place once",
            )  # fmt: skip
        n = len(matrix.places)
        for name in ("duration_s", "distance_m"):
            rows = getattr(matrix, name)
            known = not self.errors.at((*where, name)) and not self.errors.at((*where, "places"))
            if known and rows is not None and [len(row) for row in rows] != [n] * n:
                self.errors.add(
                    "wrong_shape", (*where, name), f"{len(rows)} rows",
                    f"{name} is not {n} x {n}, one row and column for each place",
                    "send a square matrix in the order of places",
                )  # fmt: skip
        duration = tuple(
            tuple(round(value * 1000 / self.document.tick_ms) for value in row)
            for row in matrix.duration_s
        )
        self._whole_ticks(matrix, duration, (*where, "duration_s"))
        distance = matrix.distance_m and tuple(
            tuple(round(value) for value in row) for row in matrix.distance_m
        )
        return model.GivenMatrix(tuple(matrix.places), duration, distance or None)

    def _whole_ticks(
        self, matrix: doc.MatrixIn, ticks: tuple[tuple[int, ...], ...], where: Where
    ) -> None:
        """Report the first duration that is not a whole number of ticks, for all of them."""
        tick = self.document.tick_ms / 1000
        for i, (row, exact) in enumerate(zip(matrix.duration_s, ticks, strict=True)):
            for j, (value, whole) in enumerate(zip(row, exact, strict=True)):
                if abs(value - whole * tick) > 1e-9:
                    self._ticks(value, (*where, i, j))
                    return


def _plain(windows: Iterable[doc.WindowIn]) -> list[dict[str, str]]:
    return [window.model_dump(exclude_defaults=True) for window in windows]
