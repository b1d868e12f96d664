"""A small day with all that sheets and calendars know: a lift by two, meals, a minibus, links."""

from typing import Any

from optimizer.outputs import Label, Labels
from optimizer.outputs.view import PlanView
from optimizer.plan.model import Plan
from optimizer.plan.writing import plan_document
from optimizer.problem.model import Problem
from tests.builders import iso, link, loaded, pause, person, plan, shift, visit, worker
from tests.outputs.sample import result

LONG = "Marie-Bernadette-Éléonore-Philippine Duchesse-de-la-Tour-du-Pin-Montauban-et-de-Soyans"
LONG_WORD = "Anticonstitutionnellementdonaudampfschifffahrt"
LABELS = Labels(
    {
        "p-anna": Label("Aldine Belbief", "3 rue du Puits", "03 53 01 00 01", "door-12A4",
                        "Clé au clou", gir="1"),
        "p-bert": Label("Berthille Fontelle", "4 rue Haute", "03 53 01 00 02", "door-34B5",
                        gir="4"),
        "p-carl": Label(LONG, f"5 allée {LONG_WORD}", "03 53 01 00 03", "door-56C6", gir="2"),
        "p-dora": Label("Doriane Grisac", "6 rue Basse", "03 53 01 00 04", "door-78D7"),
        "p-emil": Label("Elfège Rambois", "7 quai Neuf", "03 53 01 00 05", "door-90E8"),
        "aide-one": Label("Corvin Dourmeret", phone="06 39 98 00 01", contract="35"),
        "aide-two": Label("Fantine Ormebief", phone="06 39 98 00 02", contract="0,5"),
        "w-driver": Label("Gaëtane Nouzelin", phone="06 39 98 00 03"),
        "w-bus": Label("Hilarin Joudornoy", phone="06 39 98 00 04"),
        "kitchen": Label("Cuisine centrale"),
        "centre": Label("Accueil de jour"),
        "car-1": Label("Clio grise"),
    }
)  # fmt: skip


def problem(**more: Any) -> Problem:
    """Places on a line, minutes and km from the base; everybody on Monday 2026-11-23."""
    parts: dict[str, Any] = {
        "visits": [
            visit("lift-1", 5, "08:00-09:00", 30, person="p-anna", activity="get_up", heavy=1,
                  priority=1, usual_start=iso("08:00")),
            visit("lift-2", 5, "08:00-09:00", 30, person="p-anna", activity="get_up"),
            visit("home", 10, "08:30-12:00", 60, person="p-bert", activity="housework", priority=3),
            visit("meal-1", 15, "08:00-11:00", 4, person="p-carl", service="meals",
                  activity="meal_delivery", load={"meals": 2, "no_salt": 1}),
            visit("meal-2", 20, "08:00-12:00", 4, person="p-dora", service="meals",
                  activity="meal_delivery", load={"meals": 1}),
            visit("on", 20, "09:00-10:00", 3, person="p-dora", service="transport",
                  activity="pick_up", load={"seats": 1}),
            visit("off", 25, "09:00-11:00", 2, person="p-dora", service="transport",
                  activity="set_down"),
            visit("lost", 30, "08:00-09:00", 20, person="p-emil", activity="insulin", priority=1,
                  skills={"nursing": 1}, service="nursing"),
        ],
        "persons": [person("p-anna", 5), person("p-bert", 10), person("p-carl", 15),
                    person("p-dora", 20), person("p-emil", 30)],
        "workers": [worker("aide-one"), worker("aide-two"),
                    worker("w-driver", service="meals"), worker("w-bus", service="transport")],
        "shifts": [
            shift("aide-one", "07:00-14:00", ident="one", vehicles=["car-1"],
                  breaks=[pause("lunch", "09:00-13:00")]),
            shift("aide-two", "07:00-14:00", ident="two"),
            shift("w-driver", "07:00-14:00", ident="round", capacity={"meals": 9, "no_salt": 9},
                  reload={"depots": ["base"], "duration_s": 300}),
            shift("w-bus", "08:00-12:00", ident="ride", capacity={"seats": 8}),
        ],
        "vehicles": [{"id": "car-1"}],
        "external_visits": [{"id": "nurse", "person": "p-bert", "start": iso("08:00"),
                             "end": iso("08:15")}],
        "links": [
            link("together", "lift-1", "lift-2", tolerance_s=300),
            {"type": "sequence", "id": "after-nurse", "visits": ["nurse", "home"], "min_gap_s": 0},
            {"type": "pickup_delivery", "id": "ride-dora", "visits": ["on", "off"]},
        ],
    }  # fmt: skip
    return loaded(**(parts | more))


TOURS = {
    "one": ["lift-1", "home", "break:lunch"],
    "two": ["lift-2"],
    "round": ["meal-1", "reload", "meal-2"],
    "ride": ["on", "off"],
}


def made(problem: Problem) -> Plan:
    """Everybody is served but `emil`."""
    return plan(problem, TOURS)


def document(problem: Problem, plan: Plan, **more: Any) -> dict[str, Any]:
    """The plan document."""
    return plan_document(result(problem, plan, bound=(), **more))


def view(labels: Labels = LABELS) -> PlanView:
    """The day joined with its labels."""
    day = problem()
    return PlanView.of(document(day, made(day)), labels)
