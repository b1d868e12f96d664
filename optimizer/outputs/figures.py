"""Key figures and score of a plan in words, for all renderers."""

from dataclasses import dataclass

from optimizer.outputs import formats
from optimizer.outputs.markup import Say
from optimizer.outputs.view import PlanView
from optimizer.outputs.words import count, word
from optimizer.plan.document import TermOut
from optimizer.problem.score_terms import TERM_KINDS
from optimizer.rules.base import Lang


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure: the key of its title, its value, and a note that explains it."""

    title: str
    value: Say
    note: Say


def figures(view: PlanView) -> tuple[Figure, ...]:
    """The key figures, most important first."""
    k = view.document.kpis
    missing = k.visits.total - k.visits.served

    def served_note(lang: Lang) -> str:
        if not missing:
            return word("none_unserved", lang)
        return word("to_serve", lang, count=formats.number(missing, lang))

    def gap_rate(lang: Lang) -> str:
        return formats.number(k.gaps_per_worker_day, lang, 2)

    return (
        Figure(
            "served",
            lambda lang: word(
                "served_of",
                lang,
                served=formats.number(k.visits.served, lang),
                total=formats.number(k.visits.total, lang),
            ),
            served_note,
        ),
        Figure(
            "team",
            lambda lang: formats.number(k.workers, lang),
            lambda lang: f"{count(k.tours, 'tour', lang)}, {count(k.breaks, 'break', lang)}",
        ),
        Figure(
            "paid",
            lambda lang: formats.hours(k.paid_s, lang),
            lambda lang: word("paid_note", lang, hours=formats.hours(k.visit_s, lang)),
        ),
        Figure(
            "productive",
            lambda lang: formats.percent(k.productive_ratio, lang),
            lambda lang: word("productive_note", lang),
        ),
        Figure(
            "travel_share",
            lambda lang: formats.percent(k.travel_share, lang),
            lambda lang: word("travel_note", lang, hours=formats.hours(k.travel_s, lang)),
        ),
        Figure(
            "distance",
            lambda lang: formats.kilometres(1000 * k.km, lang),
            lambda lang: word(
                "distance_note",
                lang,
                km=formats.NO_VALUE
                if k.km_per_visit is None
                else formats.kilometres(1000 * k.km_per_visit, lang),
            ),
        ),
        Figure(
            "waiting",
            lambda lang: formats.length(k.wait_s),
            lambda lang: word("waiting_note", lang),
        ),
        Figure(
            "gaps",
            lambda lang: formats.number(k.gaps, lang),
            lambda lang: word(
                "gaps_note", lang, rate=gap_rate(lang), hours=formats.length(k.gap_s)
            ),
        ),
        Figure(
            "punctuality",
            lambda lang: formats.percent(k.punctuality, lang),
            lambda lang: word("punctuality_note", lang, share=formats.percent(k.not_late, lang)),
        ),
        Figure(
            "continuity",
            lambda lang: formats.percent(k.continuity, lang),
            lambda lang: word("continuity_note", lang, share=formats.percent(k.known_worker, lang)),
        ),
    )


def measured(term: TermOut, lang: Lang) -> str:
    """What a term measures on the plan, in its unit."""
    match _unit(term):
        case "hour":
            return formats.length(term.value / 1000)
        case "km":
            return formats.kilometres(term.value, lang)
        case _:
            return formats.number(term.value, lang)


def weighted(view: PlanView, term: TermOut, lang: Lang) -> str:
    """The weight of a term per hour, kilometre or piece."""
    unit = {"hour": "per_hour", "km": "per_km"}.get(_unit(term), "per_piece")
    return word(unit, lang, weight=view.amount(term.level, term.weight, lang))


def _unit(term: TermOut) -> str:
    return TERM_KINDS[term.term].unit if term.term in TERM_KINDS else "piece"
