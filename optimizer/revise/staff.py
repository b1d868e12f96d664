"""Events about workers, shifts, vehicles and roads."""

from collections.abc import Callable

from optimizer.revise import events as ev
from optimizer.revise.past import Delay
from optimizer.revise.record import Item, Record


class StaffEvents(Record):
    """What changes who can go, when and how."""

    def worker_absent(self, event: ev.WorkerAbsent) -> None:
        if self.known("workers", event.worker, "worker") is None:
            return
        stretch = self.stretch(event.from_, event.until)
        if stretch is None:
            return
        first, last = max(stretch[0], self.now), stretch[1]
        self.gone[event.worker] = min(first, self.gone.get(event.worker, first))
        shifts = []
        for shift in self.document["shifts"]:
            if shift["worker"] != event.worker:
                shifts.append(shift)
                continue
            start, end = self.moment(shift["start"]), self.moment(shift["end"])
            parts = [(start, min(end, first)), (max(start, last), end)]
            parts = (
                [(a, b) for a, b in parts if a < b]
                if end > first and start < last
                else [(start, end)]
            )
            for number, (a, b) in enumerate(parts):
                name = shift["id"] if number == 0 else self._fresh("shifts", shift["id"])
                shifts.append(self._cut({**shift, "id": name}, a, b))
        self.document["shifts"] = shifts
        self._drop_pins(lambda pin: self._is_pinned_to(pin, event.worker))

    def _is_pinned_to(self, pin: Item, worker: str) -> bool:
        shift = self.problem.shifts.get(pin.get("shift") or "")
        return worker in (pin.get("worker"), shift and shift.worker)

    def _drop_pins(self, dropped: Callable[[Item], bool]) -> None:
        self.document["pins"] = [p for p in self.document.get("pins", []) if not dropped(p)]
        shifts = {shift["id"] for shift in self.document["shifts"]}
        self.document["frozen_tours"] = [
            f for f in self.document.get("frozen_tours", []) if f["shift"] in shifts
        ]

    def _fresh(self, name: str, ident: str) -> str:
        known = {part["id"] for part in self.document[name]}
        number = 2
        while f"{ident}-{number}" in known:
            number += 1
        return f"{ident}-{number}"

    def _cut(self, shift: Item, start: int, end: int) -> Item:
        """The shift from start to end, without breaks that can no longer be taken."""
        found = {**shift, "start": self.iso(start), "end": self.iso(end)}
        if "overtime_after" in shift:
            after = self.moment(shift["overtime_after"])
            found["overtime_after"] = self.iso(min(max(after, start), end))
        if "breaks" in shift:
            found["breaks"] = [b for b in shift["breaks"] if self._can_be_taken(b, start, end)]
        return found

    def _can_be_taken(self, pause: Item, start: int, end: int) -> bool:
        length = self.problem.ticks(pause["duration_s"])
        return any(
            self.moment(w["end"]) >= start and self.moment(w["start"]) + length <= end
            for w in pause["windows"]
        )

    def worker_late(self, event: ev.WorkerLate) -> None:
        if self.known("workers", event.worker, "worker") is None:
            return
        if (event.by_s is None) == (event.free_at is None):
            self.wrong("", None, "has both or none of by_s and free_at", "say one of the two")
            return
        by = 0 if event.by_s is None else self.problem.ticks(event.by_s)
        free = None if event.free_at is None else self.tick(event.free_at, self.index, "free_at")
        if free is not None and free <= self.now:
            self.past("free_at", event.free_at, "the worker is free already")
            return
        self.delays[event.worker] = Delay(by, free)

    def worker_added(self, event: ev.WorkerAdded) -> None:
        self.add("places", event.places, "places")
        if not isinstance(event.worker, str):
            self.add("workers", [event.worker], "worker")
        elif self.known("workers", event.worker, "worker") is None:
            return
        worker = event.worker if isinstance(event.worker, str) else event.worker.id
        if event.shift.worker != worker:
            self.wrong("shift/worker", event.shift.worker, f"is not the worker {worker}",
                        "name the same worker")  # fmt: skip
        if self.tick(event.shift.end, self.index, "shift/end") <= self.now:
            self.past("shift/end", event.shift.end, "the shift ended before now")
        self.add("shifts", [event.shift], "shift")

    def shift_changed(self, event: ev.ShiftChanged) -> None:
        shift = self.known("shifts", event.shift, "shift")
        if shift is None:
            return
        start = self.tick(event.start or shift["start"], self.index, "start")
        end = self.tick(event.end or shift["end"], self.index, "end")
        if self.moment(shift["end"]) <= self.now and end <= self.now:
            self.past("shift", event.shift, "the shift ended before now")
        elif end <= start:
            self.wrong("end", event.end, "is not after the start", "correct one of the two")
        else:
            shift.update(self._cut(shift, start, end))

    def vehicle_out(self, event: ev.VehicleOut) -> None:
        vehicle = self.known("vehicles", event.vehicle, "vehicle")
        stretch = self.stretch(event.from_, event.until)
        if vehicle is not None and stretch is not None:
            away = {"start": self.iso(stretch[0]), "end": self.iso(stretch[1])}
            vehicle.setdefault("unavailable", []).append(away)

    def travel_slower(self, event: ev.TravelSlower) -> None:
        stretch = self.stretch(event.from_, event.until)
        matrices = self.problem.travel.matrices
        modes = self.problem.travel.modes
        if event.mode not in matrices and event.mode not in modes:
            known = ", ".join(sorted({*matrices, *modes}))
            self.wrong("mode", event.mode, f"is none of {known}", "correct it",
                        "unknown_reference")  # fmt: skip
            return
        if stretch is None:
            return
        travel = self.document.setdefault("travel", {})
        matrix = travel.get("matrices", {}).get(event.mode)
        if matrix is not None:
            tick = self.problem.tick_ms / 1000
            matrix["duration_s"] = [
                [round(value * event.factor / tick) * tick for value in row]
                for row in matrix["duration_s"]
            ]
        else:
            mode = modes[event.mode]
            travel.setdefault("modes", {})[event.mode] = {
                "seconds": mode.seconds, "kmh": mode.kmh, "metres": mode.metres,
                "detour": mode.detour, "traffic_factor": mode.traffic_factor * event.factor,
            }  # fmt: skip
