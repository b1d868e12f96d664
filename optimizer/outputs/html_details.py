"""The middle of the HTML report: filters, charts, and all tours."""

from collections.abc import Iterator
from functools import partial

from optimizer.outputs import formats
from optimizer.outputs.chart import colour
from optimizer.outputs.markup import Bilingual, Content, Html, join, tag
from optimizer.outputs.view import PlanView, moment, span, stop_name
from optimizer.outputs.words import count, named, word
from optimizer.plan.document import StopOut, TourOut
from optimizer.rules.base import Lang


def filters(view: PlanView, b: Bilingual) -> Html:
    """Choices that narrow the charts and the list of tours below."""
    names = {tour.worker: view.labels.name(tour.worker) for tour in view.tours}
    workers = [
        tag("option", name, value=worker)
        for worker, name in sorted(names.items(), key=lambda item: (item[1], item[0]))
    ]
    services = [b.named("service", name, "option", value=name) for name in view.services]

    def choice(key: str, everything: str, options: list[Html], ident: str) -> Html:
        select = tag("select", b.word(everything, "option", value=""), *options, id=ident)
        return tag("label", b.word(key), select)

    def day(index: int) -> Html:
        return b.text(lambda lang: formats.day(view.days[index], lang), "option", value=str(index))

    days = choice("day", "all_days", [day(i) for i in range(len(view.days))], "by-day")
    search = tag("input", type="search", id="search", autocomplete="off", spellcheck="false")
    return tag(
        "div",
        tag("label", b.word("search"), search, class_="wide"),
        choice("service", "all_services", services, "by-service"),
        choice("worker_one", "all_workers", workers, "by-worker"),
        days if len(view.days) > 1 else None,
        b.word("reset", "button", type="button", id="reset"),
        tag("output", id="shown", aria_live="polite"),
        class_="filters",
        role="search",
    )


def charts(view: PlanView, b: Bilingual) -> Html:
    """Where the script draws the tours over time and on the map."""
    located = any(stop.location for tour in view.tours for stop in tour.stops)
    note = b.word("map_note" if located else "no_locations", "p", class_="hint")
    return join(
        b.section(
            "gantt",
            tag("noscript", b.word("needs_script", "p", class_="box")),
            tag("div", id="gantt-chart", role="img", class_="chart"),
        ),
        b.section(
            "map",
            note,
            tag("div", id="map-chart", role="img", class_="chart") if located else None,
        ),
    )


def tours(view: PlanView, b: Bilingual, *, unfolded: bool = False) -> Html:
    """All tours, each of which opens to its stops, or is open already."""
    heads = ("worker_one", "hours", "visits_short", "paid_short", "travel", "km", "wait")
    return b.section(
        "tours",
        tag("p", b.word("open_all", "button", type="button", id="open-all"), class_="actions"),
        tag(
            "div",
            tag(
                "div",
                *(b.word(key, class_=key) for key in heads),
                class_="tour-heads",
                aria_hidden="true",
            ),
            *_by_day(view, b, unfolded),
            id="tour-list",
        ),
        b.word("nothing_found", "p", class_="box", id="nothing-found", hidden=True),
    )


def _by_day(view: PlanView, b: Bilingual, unfolded: bool) -> Iterator[Html]:
    """The tours; those of several days under a heading for each."""
    if len(view.days) == 1:
        yield from (_tour(view, b, tour, unfolded) for tour in view.tours)
        return
    for index, day in enumerate(view.days):
        own = [tour for tour in view.tours if view.day_of(tour) == index]
        if own:
            said = partial(formats.day, day)
            yield b.text(said, "h3", class_="day-head", data_day=str(index))
            yield from (_tour(view, b, tour, unfolded) for tour in own)


def _tour(view: PlanView, b: Bilingual, tour: TourOut, unfolded: bool) -> Html:
    service = view.worker(tour).service
    day = view.day_of(tour)

    def hours(lang: Lang) -> str:
        return span(tour.start, tour.end, lang)

    def where(lang: Lang) -> str:
        parts = [named("service", service, lang)]
        if len(view.days) > 1:
            parts.insert(0, formats.day(view.days[day], lang))
        if tour.vehicle is not None:
            parts.append(word("vehicle", lang, vehicle=tour.vehicle))
        return " · ".join(parts)

    visits = sum(stop.kind == "visit" for stop in tour.stops)
    summary = tag(
        "summary",
        tag(
            "span",
            tag("strong", view.labels.name(tour.worker)),
            b.text(where, class_="where"),
            class_="who",
        ),
        b.text(hours, class_="hours"),
        b.text(lambda lang: count(visits, "visit", lang), class_="visits"),
        tag("span", _key(b, "paid_short"), formats.length(tour.paid_s), class_="paid"),
        tag("span", _key(b, "travel"), formats.length(tour.travel_s), class_="travel"),
        b.text(lambda lang: formats.kilometres(tour.distance_m, lang), class_="km"),
        tag("span", _key(b, "wait"), formats.length(tour.wait_s), class_="wait"),
    )
    keys = ("time", "person", "activity", "duration", "travel", "wait", "notes")
    heads = (b.word(key, "th", scope="col", class_=key) for key in keys)
    body = tag("tbody", *(_stop(view, b, stop, i) for i, stop in enumerate(tour.stops)))
    return tag(
        "details",
        summary,
        tag("table", tag("thead", tag("tr", *heads)), body),
        class_="tour",
        open=unfolded,
        id=tour.id,
        style=f"--tint:{colour(view, service)}",
        data_service=service,
        data_worker=tour.worker,
        data_day=str(day),
    )


def _stop(view: PlanView, b: Bilingual, stop: StopOut, position: int) -> Html:
    visit = view.problem.visits[stop.visit] if stop.visit is not None else None

    def time(lang: Lang) -> str:
        if stop.start == stop.end:
            return formats.clock(moment(stop.start), lang)
        return span(stop.start, stop.end, lang)

    length = (moment(stop.end) - moment(stop.start)).total_seconds()
    if visit is not None:
        who = join(
            tag("strong", view.labels.name(visit.person)),
            tag("span", view.labels.address(visit.person) or None, class_="where"),
        )
        what = b.named("activity", visit.activity)
    else:
        who = b.text(lambda lang: stop_name(stop, position == 0, lang))
        what = Html()
    cells: list[tuple[str, Content]] = [
        ("time", b.text(time)),
        ("person", who),
        ("activity", what),
        ("duration", formats.length(length) if length else None),
        ("travel", _way(b, stop)),
        ("wait", join(_key(b, "wait"), formats.length(stop.wait_s)) if stop.wait_s >= 60 else None),
        ("notes", _notes(view, b, stop)),
    ]
    row = (tag("td", content, class_=key) for key, content in cells)
    return tag("tr", *row, class_=stop.kind)


def _key(b: Bilingual, key: str) -> Html:
    """What a number is, shown where there is no room for headings."""
    return join(b.word(key, class_="key"), tag("span", " ", class_="key"))


def _way(b: Bilingual, stop: StopOut) -> Html | None:
    """Time and distance from the stop before."""
    if not stop.travel_s:
        return None

    def say(lang: Lang) -> str:
        way = formats.length(stop.travel_s)
        return f"{way}, {formats.kilometres(stop.distance_m, lang)}" if stop.distance_m else way

    return join(_key(b, "travel"), b.text(say))


def _notes(view: PlanView, b: Bilingual, stop: StopOut) -> Html:
    """What is special about a visit: vital, late, locked."""
    if stop.visit is None:
        return Html()
    marks = []
    priority = view.problem.visits[stop.visit].priority
    if priority == 1:
        marks.append(b.word("priority.1", class_="mark p1"))
    if stop.late_s >= 60:

        def late(lang: Lang) -> str:
            return word("late", lang, length=formats.length(stop.late_s))

        marks.append(b.text(late, class_="mark late"))
    if stop.pinned:
        marks.append(b.word("pinned", class_="mark"))
    return join(*marks)
