"""A year of Besançon: its volumes are those published, and documents state them."""

from collections import Counter
from datetime import date, timedelta

import pytest

from scenarios.besancon.build import build
from scenarios.besancon.calendar import is_rest_day, meals_brought_on
from scenarios.besancon.calibration import TOLERANCE, deviations
from scenarios.besancon.city import City
from scenarios.besancon.needs import demand
from scenarios.besancon.year import of_demand, of_document, of_year

TUESDAY = date(2026, 11, 24)
BEFORE_EASTER = date(2026, 4, 4)
EASTER_MONDAY = date(2026, 4, 6)
SUNDAY = date(2026, 7, 12)


def test_a_year_has_the_published_volumes() -> None:
    """Each total of a generated year is within 3 % of the real one; `make bench` counts more."""
    found = deviations(of_year(2026, seed=1).by_name())

    assert len(found) == 5
    assert max(map(abs, found.values())) <= TOLERANCE, found


@pytest.mark.parametrize("day", [TUESDAY, BEFORE_EASTER, EASTER_MONDAY])
def test_documents_state_the_demand_of_the_year(day: date) -> None:
    """A document asks for each visit that the year counts on its date, but for a few."""
    needed = demand(City(1.0, 2), day)
    built = build(day, seed=2)
    (made,) = built.days
    left_out = Counter(need.external_id for need in made.plan.dropped)

    asked = Counter(visit.external_id for visit in built.document.visits)
    outside = Counter(visit.external_id for visit in built.document.external_visits)

    assert asked + left_out == Counter(need.external_id for need in needed.ours())
    assert outside == Counter(need.external_id for need in needed.external)
    assert len(made.plan.dropped) <= 0.02 * len(made.ids)


def test_totals_of_a_document_are_those_of_its_demand() -> None:
    """Counted from the JSON's own fields, nothing but what is left out is missing."""
    built = build(TUESDAY, 3, scale=0.5, seed=1)
    demanded = of_demand(City(0.5, 1), TUESDAY, 3)
    dropped = [need for day in built.days for need in day.plan.dropped]
    stated = of_document(built.document)

    missing = sum(n.duration for n in dropped if n.activity.service == "home_help")
    assert stated.home_help_s + missing == demanded.home_help_s
    assert stated.meals + sum(n.load.get("meals", 0) for n in dropped) == demanded.meals
    nursing = sum(n.activity.service == "nursing" for n in dropped)
    assert stated.nursing + nursing == demanded.nursing
    assert stated.persons <= demanded.persons


def test_people_come_and_go() -> None:
    """Of the people of a day some nine in ten are there a month later, and fewer after a year."""
    city = City(1.0, 1)

    def there(day: date) -> set[str]:
        return {client.id for client in city.clients_on(day)}

    today = there(TUESDAY)
    later = [len(today & there(TUESDAY + timedelta(days=ago))) / len(today) for ago in (28, 364)]

    assert 0.8 <= later[0] <= 0.95
    assert 0.3 <= later[1] <= 0.7


def test_rest_days_are_sundays_and_public_holidays() -> None:
    """Easter Monday is one, Easter Saturday is not."""
    assert [is_rest_day(BEFORE_EASTER + timedelta(days=n)) for n in range(4)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_meals_of_rest_days_come_before_them() -> None:
    """Saturday brings Sunday's meal, and that of a public holiday on Monday."""
    assert meals_brought_on(date(2026, 11, 24)) == [date(2026, 11, 24)]
    assert meals_brought_on(BEFORE_EASTER) == [date(2026, 4, n) for n in (4, 5, 6)]
    assert meals_brought_on(EASTER_MONDAY) == []


def test_every_meal_stop_is_of_a_diet_and_at_most_three_meals_a_person() -> None:
    """Special diets are told beside the meals, as many as there are meals at the stop."""
    needed = demand(City(1.0, 1), BEFORE_EASTER).ours()
    meals = [need for need in needed if need.activity.name == "meal_delivery"]
    diets = Counter(diet for need in meals for diet in need.load if diet != "meals")

    assert max(need.load["meals"] for need in meals) <= 2 * 3
    assert {"no_salt", "diabetic", "minced"} <= diets.keys()
    assert all(need.load[diet] == need.load["meals"] for need in meals for diet in need.load)


def test_rest_days_have_essential_visits_only() -> None:
    """No housework, shopping, social visit, check or day centre on a Sunday or holiday."""
    spared = {"housework", "shopping", "social", "check", "pick_up", "meal_delivery"}
    for day in (SUNDAY, EASTER_MONDAY):
        assert not spared & {need.activity.name for need in demand(City(1.0, 1), day).ours()}


def test_without_the_shared_nurse_private_nurses_come() -> None:
    """Insulin is never given up: on the nurse's days off it is an external visit."""
    city = City(1.0, 1)
    days = [TUESDAY + timedelta(days=n) for n in range(14)]
    kinds = {city.nurse_on(day): demand(city, day) for day in days}
    insulin = {
        nurse: Counter(n.external_id for n in found.ours() if n.activity.name == "insulin")
        for nurse, found in kinds.items()
    }

    assert insulin[True]
    assert not insulin[False]
    assert len(kinds[False].external) > len(kinds[True].external)


def test_the_day_centre_never_has_more_than_its_13_places() -> None:
    """Five days a week, closed on public holidays."""
    city = City(1.0, 3)
    counts = [len(demand(city, date(2026, 5, 4) + timedelta(days=n)).outings) for n in range(14)]

    assert max(counts) <= 13
    assert [bool(count) for count in counts] == [
        True, True, True, True, False, False, False,  # Friday 8 May
        True, True, True, False, True, False, False,  # Thursday 14 May, Ascension
    ]  # fmt: skip


def test_nursing_places_are_a_setting() -> None:
    """59 places ask for about 59/76 of the nursing visits of 76."""
    few, usual = (of_demand(City(1.0, 1, places), TUESDAY, 14).nursing for places in (59, 76))

    assert few / usual == pytest.approx(59 / 76, abs=0.08)
