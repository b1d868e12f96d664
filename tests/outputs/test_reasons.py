"""Why a visit is unserved, in sentences that a planner can act on."""

from dataclasses import replace

import pytest

from optimizer.outputs import Label, Labels
from optimizer.outputs.reasons import sentences
from optimizer.outputs.view import PlanView
from optimizer.plan.model import Reason, ReasonScope
from optimizer.plan.writing import plan_document
from optimizer.rules.base import Lang
from tests.builders import loaded, plan, shift, visit, worker
from tests.outputs.sample import result

NAMES = Labels({f"w{n}": Label(name) for n, name in enumerate(("Ada", "Bo", "Cy", "Di", "Ed"), 1)})


def said(*reasons: Reason, lang: Lang = "en") -> list[str]:
    """The sentences about a visit that is unserved for these reasons, with plain spaces."""
    problem = loaded(
        visits=[visit("v1"), visit("v2")], shifts=[shift(f"w{n}") for n in range(1, 6)]
    )
    made = replace(plan(problem, {"s1": ["v2"]}), unserved={"v1": reasons})
    view = PlanView.of(plan_document(result(problem, made, bound=())), NAMES)
    [item] = view.document.unserved
    return [text.replace("\u00a0", " ") for text in sentences(view, item, lang)]


def each(code: str, scope: ReasonScope, *numbers: int, detail: str = "") -> list[Reason]:
    """The same reason for several shifts."""
    return [Reason(code, scope, f"w{n}", f"s{n}", detail) for n in numbers]


def test_shifts_with_the_same_reason_make_one_sentence() -> None:
    """What can be changed most easily comes first, then what concerns most shifts."""
    assert said(
        *each("shift_bounds", "never", 1),
        *each("skills", "never", 2, 3, detail="nursing"),
        *each("time_windows", "now", 4),
        *each("priced_out", "search", 5),
    ) == [
        "1 tour (Ed) could take it: a longer search should place it.",
        "No possible time: 1 tour (Di) without room in this plan.",
        "A skill is missing (nursing): impossible for 2 tours, even with nothing else to do.",
        "Outside the hours of the shift: impossible for 1 tour, even with nothing else to do.",
    ]


def test_a_few_workers_are_named_and_the_others_counted() -> None:
    """Three names are enough to start with."""
    assert said(*each("breaks", "now", 1, 2, 3, 4, 5), lang="fr") == [
        "La pause ne tiendrait plus : 5 tournées (Ada, Bo, Cy et 2 autres) sans place dans ce plan."
    ]


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        (("nursing", "nursing"), "A skill is missing (nursing): "),
        (("nursing", "driving"), "A skill is missing (driving; nursing): "),
        (("nursing", ""), "A skill is missing: "),
        (("a", "b", "c"), "A skill is missing: "),
    ],
)
def test_details_are_told_as_far_as_they_are_few(details: tuple[str, ...], expected: str) -> None:
    """What is missing is named where it is the same, or nearly, for all."""
    reasons = [
        Reason("skills", "never", f"w{n}", f"s{n}", detail) for n, detail in enumerate(details, 1)
    ]

    [sentence] = said(*reasons)
    assert sentence.startswith(expected)


def test_excluded_is_not_missing() -> None:
    """A visit bars smokers and asks for driving. w1 drives and smokes: excluded. w2 does neither:
    the skill is missing."""
    problem = loaded(
        visits=[visit("v1", skills={"drives": 1}, excluded_skills=["smoker"]), visit("v2")],
        workers=[worker("w1", skills={"drives": 1, "smoker": 1}), worker("w2")],
        shifts=[shift("w1"), shift("w2")],
    )
    reasons = (Reason("skills", "never", "w1", "s1", "smoker"),
               Reason("skills", "never", "w2", "s2", "drives"))  # fmt: skip
    made = replace(plan(problem, {"s1": ["v2"]}), unserved={"v1": reasons})
    view = PlanView.of(plan_document(result(problem, made, bound=())))
    found = sentences(view, view.document.unserved[0], "fr")
    rest = "impossible pour 1 tournée, même sans rien d’autre à faire."
    assert [text.replace("\u00a0", " ") for text in found] == [
        f"Intervenant exclu par la personne (smoker) : {rest}",
        f"Compétence manquante (drives) : {rest}",
    ]


def test_a_reason_without_a_shift_stands_alone() -> None:
    """A linked visit that is unserved is the reason, whatever the shifts say."""
    assert said(Reason("partner", "now", None, None, "V12")) == [
        "A linked visit is unserved (V12)."
    ]


def test_unknown_and_missing_reasons_are_said_plainly() -> None:
    """A code that the catalogue does not know is shown; none is not passed over."""
    assert said(*each("full_moon", "never", 1)) == [
        "Full moon: impossible for 1 tour, even with nothing else to do."
    ]
    assert said() == ["No reason given."]
