"""A plan as a FHIR R4 Bundle: who, when, with whom; pseudonymous, without anything about health.

A worker is a Practitioner, a shift a Schedule, a visit an Appointment (`booked`, or `proposed`
with its windows while it is unserved), a visit that was stamped an Encounter. Resources refer to
each other by `urn:uuid`, made from ids, so that the same plan gives the same Bundle. The release is
R4 (4.0.1): what is used of it is the same in R4B, by whose models the Bundle is checked.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid5

from optimizer.outputs.needs import needed
from optimizer.outputs.real.compare import Passage
from optimizer.outputs.view import PlanView
from optimizer.plan.document import StopOut, TourOut
from optimizer.problem.model import Visit, Window

_SPACE = UUID("0c8a8f1e-5d6b-5b0e-8f8a-2b8f3a6f9d11")
SYSTEM = "urn:x-tournee:"
"""Begins the system of identifiers: `urn:x-tournee:visit`, and `…:external` for a care system's."""
PRIORITIES = {1: 1, 2: 3, 3: 6, 4: 9}
"""Priority of a visit to that of an appointment, 1 the highest of 9 as in iCalendar."""
_HOME = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
    "code": "HH",
    "display": "home health",
}


def fhir_bundle(view: PlanView, found: Sequence[Passage] = ()) -> str:
    """The JSON of a Bundle of type `collection`; `found` are visits with stamps, for Encounters.

    Raises
    ------
    MissingExtra
        fhir.resources is not installed.
    """
    bundle = needed("fhir.resources.R4B.bundle").Bundle
    entries = [
        *(_patient(view, ident) for ident in view.problem.persons),
        *(_practitioner(view, ident) for ident in view.problem.workers),
        *(_schedule(view, ident) for ident in view.problem.shifts),
        *(_appointment(view, visit) for visit in view.problem.visits.values()),
        *_encounters(found),
    ]
    checked = bundle.model_validate({
        "resourceType": "Bundle",
        "type": "collection",
        "identifier": {"system": f"{SYSTEM}plan", "value": view.document.id},
        "timestamp": view.document.created_at,
        "entry": entries,
    })  # fmt: skip
    text: str = checked.model_dump_json(indent=1)
    return text


def uuid_of(kind: str, ident: str) -> str:
    """The `urn:uuid` of a resource."""
    return f"urn:uuid:{uuid5(_SPACE, f'{kind}/{ident}')}"


def _entry(kind: str, ident: str, resource: dict[str, Any]) -> dict[str, Any]:
    url = uuid_of(kind, ident)
    return {"fullUrl": url, "resource": {"id": url.rpartition(":")[2], **resource}}


def _identifiers(kind: str, ident: str, external: str) -> list[dict[str, str]]:
    found = [{"system": SYSTEM + kind, "value": ident}]
    if external and external != ident:
        found.append({"system": f"{SYSTEM}external", "value": external})
    return found


def _reference(resource: str, kind: str, ident: str) -> dict[str, str]:
    return {"reference": uuid_of(kind, ident), "type": resource}


def _patient(view: PlanView, ident: str) -> dict[str, Any]:
    external = view.problem.persons[ident].external_id
    return _entry("person", ident, {
        "resourceType": "Patient", "identifier": _identifiers("person", ident, external),
    })  # fmt: skip


def _practitioner(view: PlanView, ident: str) -> dict[str, Any]:
    external = view.problem.workers[ident].external_id
    return _entry("worker", ident, {
        "resourceType": "Practitioner", "identifier": _identifiers("worker", ident, external),
    })  # fmt: skip


def _schedule(view: PlanView, ident: str) -> dict[str, Any]:
    shift = view.problem.shifts[ident]
    clock = view.problem.clock
    return _entry("shift", ident, {
        "resourceType": "Schedule",
        "identifier": _identifiers("shift", ident, shift.external_id),
        "active": True,
        "actor": [_reference("Practitioner", "worker", shift.worker)],
        "planningHorizon": {"start": clock.iso(shift.start), "end": clock.iso(shift.end)},
    })  # fmt: skip


def _appointment(view: PlanView, visit: Visit) -> dict[str, Any]:
    placed, clock = view.placed.get(visit.id), view.problem.clock
    patient = {
        "actor": _reference("Patient", "person", visit.person),
        "status": "accepted" if placed else "needs-action",
    }
    return _entry("visit", visit.id, {
        "resourceType": "Appointment",
        "identifier": _identifiers("visit", visit.id, visit.external_id),
        "serviceCategory": [{"text": visit.service}],
        "serviceType": [{"text": visit.activity}],
        "priority": PRIORITIES[visit.priority],
        "minutesDuration": max(round(view.problem.seconds(visit.duration) / 60), 1),
        "requestedPeriod": [
            {"start": clock.iso(w.start), "end": clock.iso(_end(visit, w))} for w in visit.windows
        ],
        "participant": [patient, *_worker(placed)],
        **_times(placed),
    })  # fmt: skip


def _end(visit: Visit, window: Window) -> int:
    """When the service ends at the latest: a period holds all of an appointment."""
    return window.end if visit.ends_inside else window.end + visit.duration


def _worker(placed: tuple[TourOut, StopOut] | None) -> Iterator[dict[str, Any]]:
    if placed is not None:
        actor = _reference("Practitioner", "worker", placed[0].worker)
        yield {"actor": actor, "status": "accepted"}


def _times(placed: tuple[TourOut, StopOut] | None) -> dict[str, str]:
    if placed is None:
        return {"status": "proposed"}
    return {"status": "booked", "start": placed[1].start, "end": placed[1].end}


def _encounters(found: Sequence[Passage]) -> Iterator[dict[str, Any]]:
    for passage in found:
        if passage.start is None:
            continue
        period = {"start": passage.start.isoformat()}
        if passage.end is not None:
            period["end"] = passage.end.isoformat()
        came = [{"individual": _reference("Practitioner", "worker", passage.worker)}] if (
            passage.worker
        ) else []  # fmt: skip
        yield _entry("encounter", passage.visit.id, {
            "resourceType": "Encounter",
            "identifier": [{"system": f"{SYSTEM}visit", "value": passage.visit.id}],
            "status": "finished" if passage.end is not None else "in-progress",
            "class": _HOME,
            "subject": _reference("Patient", "person", passage.visit.person),
            "appointment": [_reference("Appointment", "visit", passage.visit.id)],
            "participant": came,
            "period": period,
        })  # fmt: skip
