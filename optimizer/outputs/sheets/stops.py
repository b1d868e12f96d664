"""What a sheet says of one stop: time, person, task, links; shared by all kinds of sheets."""

from collections.abc import Iterator, Mapping

from optimizer.outputs import formats
from optimizer.outputs.sheets.parts import Line
from optimizer.outputs.view import PlanView, moment, span, stop_name
from optimizer.outputs.words import WORDS, count, named, word
from optimizer.plan.document import StopOut, TourOut
from optimizer.problem.model import PickupDelivery, Sequence, Together, Visit
from optimizer.rules.base import Lang


def time_lines(stop: StopOut, lang: Lang) -> list[Line]:
    """When, and how long the way there takes."""
    whole = stop.start == stop.end
    time = formats.clock(moment(stop.start), lang) if whole else span(stop.start, stop.end, lang)
    lines = [Line(time, "strong" if stop.kind == "visit" else "plain")]
    if stop.travel_s >= 30:
        way = formats.length(stop.travel_s)
        if stop.distance_m >= 50:
            way += f", {formats.kilometres(stop.distance_m, lang)}"
        lines.append(Line(word("sheet.way", lang, way=way), "soft"))
    return lines


def at_home(view: PlanView, visit: Visit) -> bool:
    """Whether a visit is where the person lives, and not, say, at a day centre."""
    return visit.place == view.problem.persons[visit.person].place


def person_lines(view: PlanView, visit: Visit) -> list[Line]:
    """Name, address (elsewhere than at home the name of the place) and remarks."""
    label = view.labels.of(visit.person)
    where = label.address if at_home(view, visit) else place_name(view, visit.place)
    lines = [Line(view.labels.name(visit.person), "strong")]
    return lines + [Line(text, "small") for text in (where, label.remarks) if text]


def reach_lines(view: PlanView, visit: Visit, lang: Lang) -> list[Line]:
    """Code of the door, where it is that of the place, and phone."""
    label = view.labels.of(visit.person)
    lines = []
    if label.door_code and at_home(view, visit):
        lines.append(Line(word("sheet.code", lang, code=label.door_code)))
    if label.phone:
        lines.append(Line(word("sheet.phone", lang, phone=label.phone)))
    return lines


def task_lines(view: PlanView, visit: Visit, lang: Lang) -> list[Line]:
    """What is to do, for how long, what is handed over, what is special, and with whom."""
    length = formats.length(view.problem.seconds(visit.duration))
    lines = [Line(f"{named('activity', visit.activity, lang)} ({length})")]
    if visit.load:
        lines.append(Line(load_text(visit.load, lang)))
    if visit.priority == 1:
        lines.append(Line(word("priority.1", lang), "warn"))
    lines += [Line(text) for text in link_texts(view, visit, lang)]
    return lines


def other_lines(view: PlanView, stop: StopOut, first: bool, lang: Lang) -> list[Line]:
    """A stop that is no visit, and where it is."""
    what = stop_name(stop, first, lang)
    if stop.kind != "break":
        what += f" – {place_name(view, stop.place)}"
    return [Line(what)]


def place_name(view: PlanView, place: str) -> str:
    """The name of a place, from the labels like that of a person."""
    return view.labels.name(place)


def load_text(load: Mapping[str, int], lang: Lang) -> str:
    """`2 repas, 1 sans sel`: loads by dimension, the common one first."""
    return ", ".join(amount(name, number, lang) for name, number in load.items() if number)


def amount(dimension: str, number: int, lang: Lang) -> str:
    """A number of one dimension of capacity in words."""
    key = f"load.{dimension}"
    if key in WORDS:
        return count(number, key, lang)
    return f"{number}\u00a0{dimension.replace('_', ' ')}"


def link_texts(view: PlanView, visit: Visit, lang: Lang) -> Iterator[str]:
    """With whom, after what and before what the visit is: a colleague's name, else what it is."""
    for link in view.problem.links_of.get(visit.id, ()):
        match link:
            case Together():
                yield from _together(view, link, visit, lang)
            case Sequence():
                before = link.second == visit.id
                other = link.first if before else link.second
                what = _other(view, visit, other, lang)
                if what:
                    what_, time = what
                    key = "sheet.after" if before else "sheet.before"
                    yield word(key, lang, what=what_, time=time)
            case PickupDelivery():
                yield from _ride(view, link, visit, lang)


def _together(view: PlanView, link: Together, visit: Visit, lang: Lang) -> Iterator[str]:
    for other in link.visits:
        if other == visit.id:
            continue
        if other in view.placed:
            tour, _ = view.placed[other]
            yield word("sheet.with", lang, name=view.labels.name(tour.worker))
        else:
            yield word("sheet.team_missing", lang)


def _other(view: PlanView, visit: Visit, other: str, lang: Lang) -> tuple[str, str] | None:
    """What the other visit of a sequence is and when; nothing about whom, and none unserved."""
    external = view.problem.external_visits.get(other)
    if external is not None:
        start, end = view.time(external.start, lang), view.time(external.end, lang)
        return word("sheet.external", lang), f"{start} – {end}"
    if other not in view.placed:
        return None
    tour, stop = view.placed[other]
    own, _ = view.placed.get(visit.id, (None, None))
    if own is tour:
        return None  # the order of one's own stops says it
    asked = view.problem.visits[other]
    what = named("service", asked.service, lang)
    if asked.person == visit.person:  # what is done for others is no matter of this worker
        what = f"{named('activity', asked.activity, lang)}, {what}"
    return what, span(stop.start, stop.end, lang)


def _ride(view: PlanView, link: PickupDelivery, visit: Visit, lang: Lang) -> Iterator[str]:
    other = link.delivery if link.pickup == visit.id else link.pickup
    if other in view.placed:
        _, stop = view.placed[other]
        key = "sheet.off" if link.pickup == visit.id else "sheet.on"
        yield word(key, lang, time=formats.clock(moment(stop.start), lang))


def is_ride(view: PlanView, tour: TourOut) -> bool:
    """Whether the tour takes persons aboard."""
    links = (link for _, v in view.visits(tour) for link in view.problem.links_of.get(v.id, ()))
    return any(isinstance(link, PickupDelivery) for link in links)


def is_round(view: PlanView, tour: TourOut) -> bool:
    """Whether the tour hands out what is loaded at a depot."""
    return not is_ride(view, tour) and any(visit.load for _, visit in view.visits(tour))
