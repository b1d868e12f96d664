"""What two problem documents say differently, in a few words a field.

Ids of places, shifts, breaks and links only tie a document together: they may be named anew, and
are not compared. Pairings of a person are compared as those of the visits to the person.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from optimizer.problem import document as doc
from optimizer.tables.errors import Note

Parts = dict[str, dict[Any, dict[str, Any]]]


def effective(document: doc.ProblemDocument) -> doc.ProblemDocument:
    """The document with the pairings of persons written at each of their visits."""
    persons = {person.id: person for person in document.persons}
    visits = []
    for visit in document.visits:
        person = persons[visit.person]
        refused = dict.fromkeys([*visit.refused_workers, *person.refused_workers])
        preferred = visit.preferred_workers
        update: dict[str, Any] = {
            "refused_workers": list(refused),
            "preferred_workers": person.preferred_workers if preferred is None else preferred,
        }
        if person.required_workers is not None:
            own = visit.required_workers
            both = [w for w in person.required_workers if own is None or w in own]
            update["required_workers"] = both or own
        visits.append(visit.model_copy(update=update))
    people = [
        person.model_copy(
            update={"refused_workers": [], "preferred_workers": None, "required_workers": None}
        )
        for person in document.persons
    ]
    return document.model_copy(update={"visits": visits, "persons": people})


def differences(document: doc.ProblemDocument, other: doc.ProblemDocument) -> Iterator[Note]:
    """A note for each field that the other document says differently, or not at all."""
    ours, theirs = _parts(document), _parts(other)
    for name, items in ours.items():
        lost: dict[str, list[Any]] = {}
        for key, item in items.items():
            found = theirs[name].get(key)
            if found is None:
                lost.setdefault(name, []).append(key)
                continue
            for field, value in item.items():
                if found[field] != value:
                    lost.setdefault(f"{name}.{field}".rstrip("."), []).append(key)
        for field, keys in lost.items():
            example = keys[0] if isinstance(keys[0], str) else " ".join(map(str, keys[0]))
            yield Note("not_exported", details= {"field": field, "count": len(keys),
                                            "example": example})  # fmt: skip


def _parts(document: doc.ProblemDocument) -> Parts:
    """The parts of each list by what identifies them, and the settings as one part each."""
    document = effective(document)
    places = {p.id: (p.location, p.access_s) for p in document.places}
    homes = {person.id: person.place for person in document.persons}

    def located(part: Mapping[str, Any], *fields: str) -> dict[str, Any]:
        return {**part, **{name: places.get(part[name], part[name]) for name in fields}}

    parts: Parts = {
        "persons": {p.id: located(p.model_dump(), "place") for p in document.persons},
        "visits": {
            v.id: _unordered(
                located({**v.model_dump(), "place": v.place or homes[v.person]}, "place")
            )
            for v in document.visits
        },
        "workers": {w.id: _unordered(located(w.model_dump(), "place")) for w in document.workers},
        "shifts": {
            (s.worker, s.start, s.end): located(_shift(s), "start_place", "end_place")
            for s in document.shifts
        },
        "links": {(k.type, *k.visits): _without_id(k.model_dump()) for k in document.links},
    }
    for name in type(document).model_fields:
        if name not in (*parts, "places"):
            value = getattr(document, name)
            if isinstance(value, list):
                parts[name] = {_key(item, i): {"": item} for i, item in enumerate(value)}
            else:
                parts[name] = {name: {"": value}}
    return parts


def _key(item: Any, index: int) -> str:
    return str(
        next((getattr(item, n) for n in ("id", "visit", "shift") if hasattr(item, n)), index)
    )


def _shift(shift: doc.ShiftIn) -> dict[str, Any]:
    part = _without_id(shift.model_dump())
    part["breaks"] = [_without_id(pause) for pause in part["breaks"]]
    return part


def _without_id(part: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name != "id"}


def _unordered(part: Mapping[str, Any]) -> dict[str, Any]:
    """Lists of ids without their order, which means nothing."""
    return {name: sorted(value) if _is_ids(value) else value for name, value in part.items()}


def _is_ids(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
