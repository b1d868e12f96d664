"""The second half of the HTML report: filters, charts, all tours, score, and where it is from."""

from collections.abc import Iterator
from functools import partial

from optimizer.outputs import formats
from optimizer.outputs.chart import colour
from optimizer.outputs.figures import measured, weighted
from optimizer.outputs.markup import Bilingual, Content, Html, join, tag
from optimizer.outputs.view import PlanView, moment, span, stop_name
from optimizer.outputs.words import count, named, word
from optimizer.plan.document import LevelOut, StopOut, TermOut, TourOut
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


def tours(view: PlanView, b: Bilingual) -> Html:
    """All tours, each of which opens to its stops."""
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
            *_by_day(view, b),
            id="tour-list",
        ),
        b.word("nothing_found", "p", class_="box", id="nothing-found", hidden=True),
    )


def _by_day(view: PlanView, b: Bilingual) -> Iterator[Html]:
    """The tours; those of several days under a heading for each."""
    if len(view.days) == 1:
        yield from (_tour(view, b, tour) for tour in view.tours)
        return
    for index, day in enumerate(view.days):
        own = [tour for tour in view.tours if view.day_of(tour) == index]
        if own:
            said = partial(formats.day, day)
            yield b.text(said, "h3", class_="day-head", data_day=str(index))
            yield from (_tour(view, b, tour) for tour in own)


def _tour(view: PlanView, b: Bilingual, tour: TourOut) -> Html:
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


def score(view: PlanView, b: Bilingual) -> Html:
    """The levels in order, each with what its terms add to it."""
    document = view.document
    bounds = dict(
        zip((level.name for level in document.score.levels), document.bound, strict=False)
    )
    proven = any(bound is not None for bound in bounds.values())

    def level(item: LevelOut) -> Html:
        bound = bounds.get(item.name)

        def least(lang: Lang) -> str:
            return formats.NO_VALUE if bound is None else view.amount(item.name, bound, lang)

        return tag(
            "tr",
            b.named("level", item.name, "th", scope="row"),
            b.text(lambda lang: view.amount(item.name, item.value, lang), "td", class_="number"),
            b.text(least, "td", class_="number") if proven else None,
        )

    def term(item: TermOut, most: float) -> Html:
        width = 100 * item.cost / most if most else 0
        bar = tag("span", style=f"width:{width:.1f}%;background:#0072B2")
        return tag(
            "tr",
            b.named("term", item.term, "th", scope="row"),
            b.text(lambda lang: measured(item, lang), "td", class_="number"),
            b.text(lambda lang: weighted(view, item, lang), "td", class_="number"),
            b.text(lambda lang: view.amount(item.level, item.cost, lang), "td", class_="number"),
            tag("td", tag("span", bar, class_="track", aria_hidden="true"), class_="bar"),
            class_=None if item.value else "none",
        )

    def heads(*keys: str) -> Html:
        cells = (b.word(k, "th", scope="col", class_=None if i == 0 else "number")
                 for i, k in enumerate(keys))  # fmt: skip
        return tag("thead", tag("tr", *cells))

    last = document.score.levels[-1].name
    terms = sorted(document.score.terms, key=lambda item: item.level != last)
    shown = [item for item in terms if item.level == last or item.value]
    most = max((item.cost for item in shown if item.level == last), default=0)
    level_heads = ("level", "value", "bound") if proven else ("level", "value")
    return b.section(
        "score",
        b.word("score_note", "p", class_="hint"),
        tag(
            "div",
            tag(
                "table",
                heads(*level_heads),
                tag("tbody", *map(level, document.score.levels)),
                class_="levels",
            ),
            tag(
                "table",
                heads("term", "measured", "weight", "cost"),
                tag("tbody", *(term(item, most if item.level == last else 0) for item in shown)),
                class_="terms",
            ),
            class_="score",
        ),
    )


def about(view: PlanView, b: Bilingual) -> Html:
    """Where the plan comes from and how the figures are computed."""
    document = view.document
    versions = ", ".join(f"{name} {number}" for name, number in document.versions.items())

    def created(lang: Lang) -> str:
        when = moment(document.created_at).astimezone(view.problem.clock.zone)
        return f"{formats.day(when.date(), lang)}, {formats.clock(when, lang)}"

    def search(lang: Lang) -> str:
        wall = formats.number(document.stats.wall_s, lang, 1)
        steps = formats.number(document.stats.iterations, lang)
        return f"{wall} s, {steps} it. ({word(f'status.{document.status}', lang).lower()})"

    facts: list[tuple[str, Content]] = [
        ("plan_id", tag("code", document.id)),
        ("parent", tag("code", document.parent) if document.parent else None),
        ("problem", tag("code", document.problem_digest[:16])),
        ("created", b.text(created)),
        ("engine", f"{document.engine}, seed {document.seed}"),
        ("search_time", b.text(search)),
        ("versions", versions),
    ]
    rows = (join(b.word(key, "dt"), tag("dd", value)) for key, value in facts if value is not None)
    formulas = ("figures.served", "figures.travel", "figures.punctuality", "figures.continuity")
    explained = (b.word(key, "li") for key in formulas)
    return b.section(
        "about",
        tag("dl", *rows, class_="facts"),
        tag(
            "details", b.word("about_figures", "summary"), tag("ul", *explained), class_="formulas"
        ),
    )
