"""Appointments of a FHIR R4 Bundle as visits of a problem."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from optimizer.outputs.exchange.fhir_out import SYSTEM
from optimizer.outputs.needs import needed
from optimizer.problem.clock import ClockError
from optimizer.problem.errors import InputError, InvalidProblem
from optimizer.problem.model import Problem

OPEN = frozenset({"proposed", "pending", "booked", "waitlist", "arrived", "checked-in"})
"""Appointments that are to be planned; the others are over, or not wanted any more."""


def visits_of(data: bytes | str, problem: Problem) -> list[dict[str, Any]]:
    """Visits, as `tournee schema problem` has them, from the open appointments of a Bundle.

    A person is a Patient participant whose identifier (or whose reference, `Patient/ID`) is the
    id or `external_id` of a person of the problem. Windows are the requested periods, inside which
    the visit also ends; without any, the visit is held at the appointment's start. A Practitioner
    who is a worker of the problem is the one who must come. An appointment that is already a visit
    of the problem is refused.

    Raises
    ------
    InvalidProblem
        With every error found: not a Bundle, or appointments that cannot be visits.
    MissingExtra
        fhir.resources is not installed.
    """
    bundle = needed("fhir.resources.R4B.bundle").Bundle
    try:
        checked = bundle.model_validate_json(data)
    except ValueError as error:
        raise InvalidProblem([InputError(
            "not_fhir", "", None, f"is no FHIR R4 Bundle: {_first_line(error)}",
            "give a Bundle of Appointments as JSON",
        )]) from None  # fmt: skip
    plain = json.loads(checked.model_dump_json())
    return _Reader(plain, problem).visits()


def _first_line(error: ValueError) -> str:
    errors: list[dict[str, Any]] = getattr(error, "errors", list)()
    if not errors:
        return str(error).partition("\n")[0]
    where = "/".join(map(str, errors[0]["loc"]))
    return f"{where}: {errors[0]['msg']}"


class _Reader:
    def __init__(self, bundle: Mapping[str, Any], problem: Problem) -> None:
        self.entries = bundle.get("entry", [])
        self.problem = problem
        self.errors: list[InputError] = []
        self.resources = {
            entry.get("fullUrl", ""): entry.get("resource", {}) for entry in self.entries
        }
        self.persons = _known(problem.persons)
        self.workers = _known(problem.workers)

    def visits(self) -> list[dict[str, Any]]:
        found = []
        taken = {*self.problem.visits, *(v.external_id for v in self.problem.visits.values())}
        for number, entry in enumerate(self.entries):
            resource = entry.get("resource", {})
            if resource.get("resourceType") != "Appointment" or resource["status"] not in OPEN:
                continue
            visit = self._visit(f"/entry/{number}/resource", resource)
            if visit is None:
                continue
            if visit["id"] in taken:
                self._wrong("duplicate_id", f"/entry/{number}/resource/identifier", visit["id"],
                            "is a visit already", "leave it out, or remove the visit")  # fmt: skip
            taken.add(visit["id"])
            found.append(visit)
        if self.errors:
            raise InvalidProblem(self.errors)
        return found

    def _visit(self, where: str, resource: Mapping[str, Any]) -> dict[str, Any] | None:
        before = len(self.errors)
        ident = _own(resource, "visit") or resource.get("id")
        external = _own(resource, "external")
        if not ident:
            self._wrong("missing", f"{where}/identifier", None, "has neither identifier nor id",
                        "give an identifier")  # fmt: skip
        persons = self._actors(resource, "Patient", self.persons)
        if len(persons) != 1:
            self._wrong("unknown_reference", f"{where}/participant", persons,
                        "names no person of the problem, or several",
                        "name one Patient whose identifier the problem knows")  # fmt: skip
        seconds = self._seconds(where, resource)
        windows = self._windows(where, resource)
        if len(self.errors) > before:
            return None
        workers = self._actors(resource, "Practitioner", self.workers)
        visit = {
            "id": ident,
            "person": persons[0],
            "service": _text(resource.get("serviceCategory")) or "home_help",
            "activity": _text(resource.get("serviceType")) or "visit",
            "duration_s": seconds,
            "windows": windows,
            "ends_inside": "requestedPeriod" in resource,
            "priority": _priority(resource.get("priority")),
        }
        if external:
            visit["external_id"] = external
        if workers and "requestedPeriod" not in resource:
            visit["required_workers"] = workers
        return visit

    def _seconds(self, where: str, resource: Mapping[str, Any]) -> float | None:
        if resource.get("minutesDuration"):
            return 60 * float(resource["minutesDuration"])
        if "start" in resource and "end" in resource:
            start, end = (datetime.fromisoformat(resource[key]) for key in ("start", "end"))
            return (end - start).total_seconds()
        self._wrong("missing", f"{where}/minutesDuration", None, "does not say how long it takes",
                    "give minutesDuration, or start and end")  # fmt: skip
        return None

    def _windows(self, where: str, resource: Mapping[str, Any]) -> list[dict[str, str]]:
        periods = resource.get("requestedPeriod") or (
            [{"start": resource["start"], "end": resource["start"]}] if "start" in resource else []
        )
        if not periods or any("start" not in p or "end" not in p for p in periods):
            self._wrong("missing", f"{where}/requestedPeriod", None,
                        "does not say when it may take place",
                        "give requestedPeriod with start and end, or start")  # fmt: skip
            return []
        return [{key: self._local(where, period[key]) for key in ("start", "end")}
                for period in periods]  # fmt: skip

    def _local(self, where: str, text: str) -> str:
        """A moment as the problem writes it."""
        clock = self.problem.clock
        try:
            return clock.iso(clock.parse(text, any_offset=True))
        except ClockError as error:
            self._wrong("bad_time", f"{where}/requestedPeriod", text, str(error), error.remedy)
            return text

    def _actors(
        self, resource: Mapping[str, Any], kind: str, known: Mapping[str, str]
    ) -> list[str]:
        """Ids of the participants of a kind that the problem knows."""
        found = []
        for participant in resource.get("participant", []):
            reference = participant.get("actor", {})
            target = self.resources.get(reference.get("reference", ""), {})
            named = [item.get("value", "") for item in target.get("identifier", [])]
            named.append(reference.get("identifier", {}).get("value", ""))
            type_, _, last = reference.get("reference", "").rpartition("/")
            if type_.endswith(kind):
                named.append(last)
            is_kind = kind in (target.get("resourceType"), reference.get("type")) or (
                type_.endswith(kind)
            )
            if is_kind:
                found += [known[name] for name in named if name in known][:1]
        return list(dict.fromkeys(found))

    def _wrong(self, code: str, where: str, value: Any, message: str, remedy: str) -> None:
        self.errors.append(InputError(code, where, value, message, remedy))


def _known(items: Mapping[str, Any]) -> dict[str, str]:
    return {name: i for i, item in items.items() for name in (item.external_id, i)}


def _own(resource: Mapping[str, Any], kind: str) -> str | None:
    """The identifier of our own system, else (for a visit) the first there is."""
    items = resource.get("identifier", [])
    ours = [item["value"] for item in items if item.get("system") == SYSTEM + kind]
    if kind == "visit" and not ours:
        ours = [item["value"] for item in items if "value" in item]
    return ours[0] if ours else None


def _text(concepts: Any) -> str | None:
    for concept in concepts or []:
        codes = [coding.get("code") for coding in concept.get("coding", [])]
        text = concept.get("text") or next(filter(None, codes), None)
        if text:
            return str(text)
    return None


def _priority(value: int | None) -> int:
    """Of nine steps, 1 the highest (iCalendar), our four; without any, essential."""
    if not value:
        return 2
    return 1 if value == 1 else 2 if value <= 4 else 3 if value <= 7 else 4
