"""Home from hospital: a heavy client is announced for tomorrow, after the staff are rostered."""

import random
from datetime import timedelta

from optimizer.problem.document import (
    LinkIn,
    PersonIn,
    PlaceIn,
    ProblemDocument,
    SequenceIn,
    TogetherIn,
    VisitIn,
    WindowIn,
)
from scenarios.besancon import activities as act
from scenarios.besancon.activities import MINUTE, Activity, Band, band
from scenarios.besancon.clock import iso
from scenarios.besancon.districts import draw_district, home_in
from scenarios.besancon.links import TOGETHER_S
from scenarios.besancon.people import DOOR_S

PERSON = "P9999-001"
CARE: tuple[tuple[Activity, Band, int, int], ...] = (
    (act.NURSING_WASH, band("07:30", "09:00"), 45, 1),
    (act.GET_UP, band("08:15", "10:15"), 60, 2),
    (act.NOON_MEAL, band("11:45", "13:00"), 60, 1),
    (act.EVENING_CARE, band("16:45", "19:00"), 30, 1),
    (act.BED, band("18:30", "20:00"), 45, 2),
)
"""Activity, hours, minutes and carers of each visit: GIR 1, lifted with a hoist."""


def discharge(document: ProblemDocument, seed: int) -> ProblemDocument:
    """The visits are vital, every day of the horizon; nobody knows the person yet."""
    rng = random.Random(f"discharge {seed} {document.horizon.start.isoformat()}")
    district = draw_district(rng)
    home = PlaceIn(id=f"home {PERSON}", location=home_in(district, rng), access_s=DOOR_S)
    person = PersonIn(id=PERSON, place=home.id, sector=district.name)
    visits: list[VisitIn] = []
    links: list[LinkIn] = []
    for offset in range(document.horizon.days):
        day = document.horizon.start + timedelta(days=offset)
        before: str | None = None
        for activity, times, minutes, carers in CARE:
            twins = []
            for part in range(1, carers + 1):
                number = len(visits) + 1
                hoist = {"hoist": 1} if carers == 2 else {}
                visit = VisitIn(
                    id=f"V{day:%m%d}-D{number:03d}",
                    external_id=f"{PERSON}-{activity.key}" + ("-2" if part == 2 else ""),
                    person=PERSON,
                    service=activity.service,
                    activity=activity.name,
                    duration_s=minutes * MINUTE,
                    windows=[WindowIn(start=iso(day, times[0]), end=iso(day, times[1]))],
                    skills={**activity.skills, **hoist},
                    priority=1,
                    heavy=2,
                )
                visits.append(visit)
                twins.append(visit.id)
                if before is not None:
                    links.append(
                        SequenceIn(type="sequence", id=f"LD{len(links)}", visits=[before, visit.id])
                    )
            if carers == 2:
                links.append(
                    TogetherIn(
                        type="together", id=f"LD{len(links)}", visits=twins, tolerance_s=TOGETHER_S
                    )
                )
            before = twins[0]
    return document.model_copy(
        update={
            "places": [*document.places, home],
            "persons": [*document.persons, person],
            "visits": [*document.visits, *visits],
            "links": [*document.links, *links],
        }
    )
