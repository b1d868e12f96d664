"""FHIR out and in: valid by a library's own models, pseudonymous, and the same after both ways."""

import json
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from optimizer.outputs.exchange.fhir_in import visits_of
from optimizer.outputs.exchange.fhir_out import fhir_bundle
from optimizer.outputs.real import passages, read_stamps
from optimizer.problem import InvalidProblem
from optimizer.problem.load import load_problem
from tests.builders import iso, loaded, person, visit
from tests.outputs.leaving import LABELS, problem, view


def resources(text: str, kind: str) -> list[dict[str, Any]]:
    entries = (entry["resource"] for entry in json.loads(text)["entry"])
    return [resource for resource in entries if resource["resourceType"] == kind]


def test_the_bundle_is_valid_and_complete() -> None:
    """Five persons, four workers and shifts, eight visits of which one is not booked."""
    text = fhir_bundle(view())
    bundle = Bundle.model_validate_json(text)

    assert bundle.type == "collection"
    assert [len(resources(text, kind)) for kind in
            ("Patient", "Practitioner", "Schedule", "Appointment", "Encounter")] == [
        5, 4, 4, 8, 0,
    ]  # fmt: skip
    booked = {a["identifier"][0]["value"]: a for a in resources(text, "Appointment")}
    assert booked["lost"]["status"] == "proposed"
    assert "start" not in booked["lost"]
    lift = booked["lift-1"]
    assert (lift["status"], lift["minutesDuration"], lift["priority"]) == ("booked", 30, 1)
    assert lift["start"] == iso("08:00")
    urls = {entry["fullUrl"] for entry in json.loads(text)["entry"]}
    assert {p["actor"]["reference"] for p in lift["participant"]} <= urls


def test_no_name_leaves_in_a_bundle() -> None:
    """Labels are never in it."""
    text = fhir_bundle(view())

    for label in LABELS.by_id.values():
        assert label.name not in text
        assert not label.phone or label.phone not in text


def test_stamped_visits_are_encounters() -> None:
    """Finished with an end, in progress without."""
    data = f"visit;start;end\nlift-1;{iso('08:05')};{iso('08:40')}\nhome;{iso('09:00')};\n"
    text = fhir_bundle(view(), passages([view()], read_stamps(data.encode())))
    Bundle.model_validate_json(text)
    found = {e["identifier"][0]["value"]: e for e in resources(text, "Encounter")}

    assert found["lift-1"]["status"] == "finished"
    assert found["lift-1"]["period"] == {"start": iso("08:05"), "end": iso("08:40")}
    assert found["home"]["status"] == "in-progress"
    assert found["home"]["class"]["code"] == "HH"


def test_what_went_out_comes_in_again() -> None:
    """Windows, length, priority, person, activity: the same visits for an empty problem."""
    there = problem()
    empty = loaded(
        visits=[visit("other", 0)],
        persons=[person(p, n) for n, p in enumerate(there.persons)],
    )
    found = {item["id"]: item for item in visits_of(fhir_bundle(view()), empty)}
    document = {**empty.document, "visits": list(found.values())}
    again = load_problem(document)

    assert found.keys() == there.visits.keys()
    for ident, item in there.visits.items():
        back = again.visits[ident]
        assert (back.person, back.activity, back.service) == (
            item.person, item.activity, item.service,
        )  # fmt: skip
        assert (back.duration, back.priority) == (item.duration, item.priority)
        [old], [new] = item.windows, back.windows
        assert (old.start, old.end) == (new.start, new.end - new_length(back))


def new_length(item: Any) -> int:
    """A period holds all of the visit."""
    return item.duration if item.ends_inside else 0


def appointment(**more: Any) -> str:
    parts = {
        "resourceType": "Appointment",
        "status": "booked",
        "identifier": [{"system": "urn:care", "value": "A-1"}],
        "start": "2026-11-23T09:00:00Z",
        "end": "2026-11-23T09:45:00Z",
        "participant": [
            {"actor": {"reference": "Patient/p"}, "status": "accepted"},
            {"actor": {"reference": "Practitioner/w1"}, "status": "accepted"},
        ],
    }
    entry = {"resource": {k: v for k, v in (parts | more).items() if v is not None}}
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [entry]})


def day() -> Any:
    return loaded(visits=[visit("v", 0)], persons=[person("p", 0)])


def test_a_strangers_appointment_is_held_at_its_time() -> None:
    """Start and end only, in UTC: 10:00 in Paris, 45 min, by the one who is named."""
    [item] = visits_of(appointment(), day())

    assert item["id"] == "A-1"
    assert item["windows"] == [{"start": iso("10:00"), "end": iso("10:00")}]
    assert item["duration_s"] == 2700
    assert item["required_workers"] == ["w1"]
    assert item["priority"] == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"participant": [{"actor": {"reference": "Patient/x"}, "status": "accepted"}]},
         "unknown_reference"),
        ({"end": None}, "missing"),
        ({"start": None, "end": None, "minutesDuration": 30, "status": "proposed"}, "missing"),
        ({"requestedPeriod": [{"start": "2026-11-23", "end": "2026-11-24"}]}, "bad_time"),
        ({"identifier": [{"value": "v"}]}, "duplicate_id"),
        ({"status": "nonsense", "participant": "?"}, "not_fhir"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_visit_is_named(change: dict[str, Any], code: str) -> None:
    """Each with the place in the Bundle and a remedy."""
    with pytest.raises(InvalidProblem) as caught:
        visits_of(appointment(**change), day())

    assert {error.code for error in caught.value.errors} == {code}
    assert caught.value.errors[0].remedy


@pytest.mark.parametrize("status", ["cancelled", "noshow", "fulfilled", "entered-in-error"])
def test_what_is_over_is_not_planned(status: str) -> None:
    """Cancelled and past appointments are left out."""
    assert visits_of(appointment(status=status), day()) == []
