"""Calendars as another program reads them: stable, revised, cancelled, and discreet."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from ical.calendar_stream import IcsCalendarStream

from optimizer.outputs.calendar_ics import calendars
from optimizer.outputs.view import PlanView
from optimizer.problem.load import load_problem
from tests import builders
from tests.builders import loaded, plan, shift, visit
from tests.outputs.leaving import LABELS, TOURS, document, made, problem, view

PARIS = ZoneInfo("Europe/Paris")


def events(data: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def revised(without: str, created: str) -> PlanView:
    """The day again, made later, with one tour less."""
    day = problem()
    tours = {shift: stops for shift, stops in TOURS.items() if shift != without}
    found = PlanView.of(document(day, plan(day, tours)), LABELS)
    return replace(found, document=found.document.model_copy(update={"created_at": created}))


def test_one_event_a_tour_in_local_time_with_its_zone() -> None:
    """07:55 to 10:15: 5 min there, lift 08:00-08:30, 5 min, 60 min, 30 min, 10 min back."""
    [event] = events(calendars(view(), "fr")["aide-one"])

    assert event.decoded("dtstart") == datetime(2026, 11, 23, 7, 55, tzinfo=PARIS)
    assert event.decoded("dtend") == datetime(2026, 11, 23, 10, 15, tzinfo=PARIS)
    assert event["dtstart"].params["TZID"] == "Europe/Paris"
    zones = icalendar.Calendar.from_ical(calendars(view(), "fr")["aide-one"]).walk("VTIMEZONE")
    assert [zone["tzid"] for zone in zones] == ["Europe/Paris"]


def test_another_library_reads_the_same() -> None:
    """Events, their times, numbers and states, before and after a revision."""
    before = view()
    after = revised("two", "2030-01-01T00:00:00+00:00")
    old, new = calendars(before, "fr"), calendars(after, "fr", earlier=[before])
    [was], [gone] = (
        IcsCalendarStream.calendar_from_ics(found["aide-two"].decode()).events
        for found in (old, new)
    )

    assert was.dtstart == datetime(2026, 11, 23, 7, 55, tzinfo=PARIS)
    assert was.uid == gone.uid
    assert (was.status, gone.status) == ("CONFIRMED", "CANCELLED")
    assert gone.sequence > was.sequence


def test_no_names_and_nothing_about_health_unless_asked_for() -> None:
    """Only the number of visits; in detail, name, task and address of each."""
    plain = calendars(view(), "fr")["aide-one"].decode()
    detailed = events(calendars(view(), "fr", detail=True)["aide-one"])

    assert "Aldine" not in plain
    assert "Lever" not in plain
    assert "Tournée (2" in plain
    assert str(detailed[0]["summary"]) == "Aldine Belbief – Lever et toilette"
    assert str(detailed[0]["location"]) == "3 rue du Puits"


def test_a_revision_keeps_uids_counts_up_and_cancels() -> None:
    """The tour that stays has its UID and a higher SEQUENCE; the one that went is cancelled."""
    before = view()
    made_at = datetime.fromisoformat(before.document.created_at)
    after = revised("two", (made_at + timedelta(minutes=5)).astimezone(UTC).isoformat())
    old = calendars(before, "fr")
    new = calendars(after, "fr", earlier=[before])
    [was], [stays] = events(old["aide-one"]), events(new["aide-one"])
    [gone] = events(new["aide-two"])

    assert was["uid"] == stays["uid"]
    assert stays["sequence"] == was["sequence"] + 300
    assert (stays["status"], gone["status"]) == ("CONFIRMED", "CANCELLED")
    assert gone["uid"] == events(old["aide-two"])[0]["uid"]
    assert gone["sequence"] == stays["sequence"]


def test_other_days_are_not_cancelled() -> None:
    """A plan of Monday alone says nothing of the Tuesday of an earlier plan."""
    days = {"s1": ["v1"], "s1.1": ["v2"]}
    both = loaded(
        visits=[visit("v1", 5), visit("v2", 5, day=1)],
        shifts=[shift("w1"), shift("w1", day=1)],
        days=2,
    )
    monday = loaded(visits=[visit("v1", 5)])
    before = PlanView.of(document(both, plan(both, days)))
    after = PlanView.of(document(monday, plan(monday, {"s1": ["v1"]})))

    for detail in (False, True):
        found = events(calendars(after, "fr", detail=detail, earlier=[before])["w1"])
        assert [str(event["status"]) for event in found] == ["CONFIRMED"]
        assert found[0]["uid"] == events(calendars(before, "fr", detail=detail)["w1"])[0]["uid"]


def test_uids_differ_between_workers_and_events() -> None:
    """No event of a day shares its UID with another."""
    for detail in (False, True):
        found = [
            str(event["uid"])
            for data in calendars(view(), "fr", detail=detail).values()
            for event in events(data)
        ]
        assert len(found) == len(set(found)) > 3


def test_times_stand_when_clocks_change() -> None:
    """On 25 October 2026, 3 h comes twice: from 22:00, 9 h 30 min later it is 6:30."""
    day = json.dumps(builders.problem(
        visits=[visit("v1", 0, "22:00-22:00", 570)],
        shifts=[shift("w1", "22:00-08:00")],
    ))  # fmt: skip
    day = day.replace("2026-11-24T08:00:00+01:00", "2026-10-25T08:00:00+01:00")
    day = day.replace("2026-11-23", "2026-10-24").replace("T22:00:00+01:00", "T22:00:00+02:00")
    night = load_problem(json.loads(day))
    made_so = PlanView.of(document(night, plan(night, {"s1": ["v1"]})))
    [event] = IcsCalendarStream.calendar_from_ics(calendars(made_so, "fr")["w1"].decode()).events

    assert event.dtstart.isoformat() == "2026-10-24T22:00:00+02:00"
    assert event.dtend.isoformat() == "2026-10-25T06:30:00+01:00"


def test_the_same_plan_gives_the_same_file() -> None:
    """Nothing in a calendar depends on when it is written."""
    day = problem()
    found = PlanView.of(document(day, made(day)))

    assert calendars(found, "fr") == calendars(found, "fr")
