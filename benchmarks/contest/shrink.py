"""The smallest problem that still gets a verdict: parts are left out as long as it stays."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

Json = dict[str, Any]

LISTS = (
    "visits", "links", "external_visits", "pins", "frozen_tours", "previous", "vehicles",
    "shifts", "workers",
)  # fmt: skip
FIELDS = {
    "visits": ("load", "max_since_loading_s", "usual_start", "skills", "refused_workers", "heavy"),
    "shifts": ("reload", "breaks", "leaves_at_start", "max_work_s", "vehicles", "overtime_after"),
    "workers": ("unavailable", "skills", "history"),
    "persons": ("absences", "preferred_workers"),
}
"""What may be left out of a part."""


def shrunk(document: Json, keeps: Callable[[Json], bool]) -> Json:
    """A smaller document for which `keeps` holds too, none of whose parts can be left out."""
    found = document
    while True:
        for smaller in _smaller(found):
            if keeps(smaller):
                found = smaller
                break
        else:
            return found


def _smaller(document: Json) -> Iterator[Json]:
    """The document without one of its parts, largest first, with what names it."""
    for name in LISTS:
        for number, part in enumerate(document.get(name, ())):
            smaller = deepcopy(document)
            del smaller[name][number]
            yield _without(smaller, name, part)
    for name, fields in FIELDS.items():
        for number, part in enumerate(document[name]):
            for field in fields:
                if part.get(field):
                    smaller = deepcopy(document)
                    del smaller[name][number][field]
                    yield smaller
    for number, visit in enumerate(document["visits"]):
        if len(visit["windows"]) > 1:
            for window in range(len(visit["windows"])):
                smaller = deepcopy(document)
                del smaller["visits"][number]["windows"][window]
                yield smaller


def _without(document: Json, name: str, part: Json) -> Json:
    """Leave out what would name a part that is gone."""
    gone = part.get("id")
    if name == "visits":
        for other in ("pins", "previous"):
            document[other] = [o for o in document.get(other, ()) if o["visit"] != gone]
        for other in ("links", "frozen_tours"):
            document[other] = [o for o in document.get(other, ()) if gone not in o["visits"]]
    elif name == "shifts":
        document["frozen_tours"] = [
            o for o in document.get("frozen_tours", ()) if o["shift"] != gone
        ]
    elif name == "workers":
        document["shifts"] = [o for o in document["shifts"] if o["worker"] != gone]
        document["pins"] = [o for o in document.get("pins", ()) if o.get("worker") != gone]
        document["previous"] = [o for o in document["previous"] if o["worker"] != gone]
    return document
