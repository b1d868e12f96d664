"""The end of the HTML report: the score term by term, and where the plan is from."""

from optimizer.outputs import formats
from optimizer.outputs.figures import measured, weighted
from optimizer.outputs.markup import Bilingual, Content, Html, join, tag
from optimizer.outputs.view import PlanView, moment
from optimizer.outputs.words import word
from optimizer.plan.document import LevelOut, TermOut
from optimizer.rules.base import Lang


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
