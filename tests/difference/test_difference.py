"""What two plans do differently: whom to tell what, soonest first."""

from optimizer.outputs import Label, Labels
from optimizer.outputs.changes import phone_text
from optimizer.plan.model import Plan
from optimizer.problem.model import Problem
from optimizer.revise import Difference, difference
from tests.builders import iso, loaded, plan, shift, visit, worker


def day() -> Problem:
    """p-b knows w2, p-c does not."""
    return loaded(
        visits=[visit("a", 10), visit("b", 10), visit("c", 10), visit("d", 10)],
        workers=[worker("w1"), worker("w2", history={"persons": {"p-b": 3}})],
        shifts=[shift("w1"), shift("w2")],
    )


def plans(problem: Problem) -> tuple[Plan, Plan]:
    """Before: w1 at a 8:10, b 8:40, c 9:10, d at 9:40; after: a at 8:20, w2 at b and c, no d."""
    before = plan(problem, {"s1": ["a", "b", "c", "d"]})
    starts = {"a": "08:20", "b": "08:40", "c": "11:00"}
    return before, plan(problem, {"s1": ["a"], "s2": ["b", "c"]}, starts=starts)


def found() -> Difference:
    problem = day()
    before, after = plans(problem)
    return difference((problem, before), (problem, after))


def test_persons_are_told_what_changes_for_them():
    """a moves by 10 min: nobody is called for that."""
    assert [(c.visit, c.kind, c.known) for c in found().visits] == [
        ("b", "carer", True), ("c", "carer", False), ("d", "unserved", None),
    ]  # fmt: skip


def test_workers_are_told_their_stops_and_hours():
    one, two = found().workers
    assert (one.worker, one.removed, one.added) == ("w1", ("b", "c", "d"), ())
    assert (two.worker, two.added, two.before) == ("w2", ("b", "c"), None)


def test_calls_are_distinct_persons_and_workers():
    """Three persons and two workers; c moves from 9:10 to 11:00, 110 minutes."""
    assert (found().calls, found().moved_minutes) == (5, 110)
    assert (found().carers(known=True), found().carers(known=False)) == (1, 1)


def test_a_plan_is_no_different_from_itself():
    problem = day()
    before, _ = plans(problem)
    assert difference((problem, before), (problem, before)).calls == 0


def test_what_has_happened_needs_no_telling():
    """b went by w2 at 8:40: w1 and p-b know."""
    problem = day()
    before, after = plans(problem)
    happened = loaded(
        visits=[visit("a", 10), visit("b", 10), visit("c", 10), visit("d", 10)],
        shifts=[shift("w1"), shift("w2")],
        freeze_before=iso("09:00"),
        facts=[{"visit": "b", "worker": "w2", "shift": "s2", "start": iso("08:40")}],
    )
    later = difference((problem, before), (happened, after))
    assert "b" not in {change.visit for change in later.visits}
    assert all("b" not in (*w.added, *w.removed) for w in later.workers)


def test_cancelled_and_added_visits_are_told():
    problem = day()
    less = loaded(visits=[visit("a", 10), visit("n", 10)], shifts=[shift("w1"), shift("w2")])
    changes = difference(
        (problem, plan(problem, {"s1": ["a", "b"]})), (less, plan(less, {"s1": ["a", "n"]}))
    ).visits
    assert {(change.visit, change.kind) for change in changes} == {
        ("b", "cancelled"), ("n", "added"),
    }  # fmt: skip


def test_what_to_say_on_the_phone():
    labels = Labels({"p-b": Label("Mme Petit", phone="03 81 00 00 00"), "w2": Label("Ana")})

    assert phone_text(found(), "fr", labels).splitlines()[0].replace("\u202f", " ").replace(
        "\u00a0", " "
    ) == (
        "Mme Petit (03 81 00 00 00) : l’intervention de 8 h 40 aura lieu à 8 h 40 avec Ana "
        "(déjà venu), à la place de w1."
    )
    english = phone_text(found(), "en", labels).splitlines()
    assert english[2] == "p-d: we cannot make the visit of 09:40."
    assert english[-1].endswith("go to p-c at 11:00. Your day is from 08:30 to 11:40.")
