"""Why visits are unserved, as sentences: one for each cause and scope, not one a shift."""

from collections.abc import Sequence

from optimizer.outputs.formats import colon
from optimizer.outputs.view import PlanView
from optimizer.outputs.words import count, named, word
from optimizer.plan.document import ReasonOut, UnservedOut
from optimizer.rules.base import Lang

_SCOPES = ("search", "now", "never")
_NAMED = 3
"""Workers named in a sentence; the others are counted."""
_DETAILS = 2
"""Different details (missing skills) told in a sentence; more would say nothing."""


def sentences(view: PlanView, item: UnservedOut, lang: Lang) -> list[str]:
    """Why a visit is unserved, what could be changed most easily first."""
    groups: dict[tuple[int, str], list[ReasonOut]] = {}
    for reason in item.reasons:
        key = (_SCOPES.index(reason.scope), _cause(view, item, reason))
        groups.setdefault(key, []).append(reason)
    ordered = sorted(groups.items(), key=lambda group: (group[0][0], -len(group[1]), group[0][1]))
    found = [_sentence(view, _SCOPES[scope], code, group, lang) for (scope, code), group in ordered]
    return found or [_capital(word("reason.unknown", lang)) + "."]


def _cause(view: PlanView, item: UnservedOut, reason: ReasonOut) -> str:
    """The code of a reason; `excluded` where the worker has all skills, and one that bars them."""
    worker = None if reason.worker is None else view.problem.workers[reason.worker]
    if reason.code != "skills" or worker is None:
        return reason.code
    visit = view.problem.visits[item.visit]
    able = all(worker.skills.get(skill, 0) >= level for skill, level in visit.skills.items())
    barred = visit.excluded_skills & worker.skills.keys()
    return "excluded" if able and barred else reason.code


def _sentence(view: PlanView, scope: str, code: str, group: Sequence[ReasonOut], lang: Lang) -> str:
    shifts = {reason.shift for reason in group if reason.shift is not None}
    tours = count(len(shifts), "tour", lang)
    if scope != "never":
        tours += f" ({_workers(view, group, lang)})"
    effect = word(f"scope.{scope}", lang, count=tours)
    if scope == "search" and shifts:
        return _capital(f"{effect}.")
    cause = _capital(named("reason", code, lang))
    details = {reason.detail for reason in group}
    if "" not in details and len(details) <= _DETAILS:
        cause += f" ({'; '.join(sorted(details))})"
    return f"{cause}{colon(lang)} {effect}." if shifts else f"{cause}."


def _workers(view: PlanView, group: Sequence[ReasonOut], lang: Lang) -> str:
    names = [view.labels.name(w) for w in dict.fromkeys(r.worker for r in group) if w is not None]
    shown = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return f"{shown} {word('and_others', lang, count=str(more))}" if more > 0 else shown


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
