"""The first half of the HTML report: what a planner must know at a glance."""

from optimizer.outputs import formats
from optimizer.outputs.chart import colour
from optimizer.outputs.figures import Figure, figures
from optimizer.outputs.markup import Bilingual, Html, Say, join, tag
from optimizer.outputs.reasons import sentences
from optimizer.outputs.view import PlanView
from optimizer.outputs.words import LANGS, named, word
from optimizer.plan.document import UnservedOut, ViolationOut, WaiverOut
from optimizer.rules.base import Lang

NEUTRAL = "#44505C"


def header(view: PlanView, b: Bilingual) -> Html:
    """Title, whether rules are broken, and the language switch."""
    broken = bool(view.document.violations)
    state = b.word(
        "violations" if broken else "no_violation", class_="state bad" if broken else "state good"
    )
    buttons = (
        tag(
            "button",
            name,
            type="button",
            lang=lang,
            data_lang=lang,
            aria_pressed="true" if lang == b.lang else "false",
        )
        for lang, name in zip(LANGS, ("Français", "English"), strict=True)
    )
    title = b.text(view.title, "h1")
    subtitle = tag("p", tag("span", view.problem.name or None), state, class_="subtitle")
    switch = tag("div", *buttons, class_="switch", role="group", aria_label="Langue, language")
    return tag("header", tag("div", title, subtitle), switch)


def breaches(view: PlanView, b: Bilingual) -> Html:
    """Broken rules, facts of the past and waivers, where there are any."""

    def message(violation: ViolationOut) -> Html:
        return tag("li", b.text(lambda lang: getattr(violation.message, lang)))

    def waiver(item: WaiverOut) -> Html:
        def say(lang: Lang) -> str:
            rule = named("rule", item.rule, lang)
            return word(
                "waiver", lang, rule=rule, subject=item.subject, reason=item.reason, by=item.by
            )

        return tag("li", b.text(say))

    document = view.document
    boxes = (
        ("violations", "violations_note", "box bad", [message(v) for v in document.violations]),
        ("inherited", "inherited_note", "box", [message(v) for v in document.inherited]),
        ("waivers", "waivers_note", "box", [waiver(w) for w in document.waivers]),
    )
    return join(
        *(
            b.section(key, tag("div", b.word(note, "p"), tag("ul", *items), class_=tone))
            for key, note, tone, items in boxes
            if items
        )
    )


def overview(view: PlanView, b: Bilingual) -> Html:
    """Key figures as cards, and visits served by service and by priority."""

    def card(figure: Figure) -> Html:
        return tag(
            "div",
            b.word(figure.title, "dt"),
            b.text(figure.value, "dd", class_="value"),
            b.text(figure.note, "dd", class_="about"),
        )

    def service(name: str) -> Html | None:
        found = view.document.kpis.by_service.get(name)
        if found is None:
            return None
        tint = colour(view, name)
        return _share(b, lambda lang: named("service", name, lang), tint, found.served, found.total)

    def priority(level: str, served: int, total: int) -> Html:
        def say(lang: Lang) -> str:
            return f"{level} · {named('priority', level, lang)}"

        return _share(b, say, NEUTRAL, served, total)

    by_priority = view.document.kpis.by_priority.items()
    return b.section(
        "overview",
        tag("dl", *map(card, figures(view)), class_="cards"),
        tag(
            "div",
            tag("div", b.word("by_service", "h3"), *map(service, view.services)),
            tag(
                "div",
                b.word("by_priority", "h3"),
                *(priority(level, n.served, n.total) for level, n in by_priority),
            ),
            class_="shares",
        ),
    )


def _share(b: Bilingual, name: Say, tint: str, served: int, total: int) -> Html:
    """A line with a bar that is full when all visits are served."""

    def numbers(lang: Lang) -> str:
        return f"{formats.number(served, lang)} / {formats.number(total, lang)}"

    width = 100 * served / total if total else 0
    bar = tag("span", style=f"width:{width:.2f}%;background:{tint}")
    return tag(
        "div",
        b.text(name, class_="name"),
        tag("span", bar, class_="track", aria_hidden="true"),
        b.text(numbers, class_="count" if served == total else "count short"),
        class_="share",
    )


def unserved(view: PlanView, b: Bilingual) -> Html:
    """Unserved visits, the most important first, with their reasons as sentences."""

    def card(item: UnservedOut) -> Html:
        visit = view.problem.visits[item.visit]
        reasons = {lang: sentences(view, item, lang) for lang in LANGS}

        def about(lang: Lang) -> str:
            parts = [
                named("service", visit.service, lang),
                named("activity", visit.activity, lang),
                formats.length(view.problem.seconds(visit.duration)),
                view.windows(visit, lang),
            ]
            return " · ".join(parts)

        def reason(index: int) -> Html:
            return tag("li", b.text(lambda lang: reasons[lang][index]))

        return tag(
            "li",
            tag(
                "div",
                tag("strong", view.labels.name(item.person)),
                b.word(f"priority.{item.priority}", class_=f"mark p{item.priority}"),
                tag("span", item.visit, class_="ident"),
                class_="who",
            ),
            b.text(about, "p"),
            tag("ul", *map(reason, range(len(reasons[b.lang])))),
            data_service=visit.service,
            data_day=str(view.problem.clock.day_of(visit.windows[0].start)),
        )

    items = sorted(view.document.unserved, key=lambda item: item.priority)
    if not items:
        return b.section("unserved", b.word("all_served", "p", class_="box good"))
    return b.section("unserved", tag("ul", *map(card, items), class_="unserved"))
