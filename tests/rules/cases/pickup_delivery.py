"""Rides of p and q from 10 to 20 min away: 5 min to get on, 5 min to get off."""

from typing import Any

from tests.builders import link, person, shift, visit
from tests.rules.cases import Cases, Made, made


def day(tours: dict[str, list[str]], *, enemies: bool = False, **link_parts: Any) -> Made:
    visits = [
        visit(name, at, minutes=5, person=who)
        for name, at, who in (
            ("on_p", 10, "p"),
            ("off_p", 20, "p"),
            ("on_q", 10, "q"),
            ("off_q", 20, "q"),
        )
    ]
    return made(
        tours,
        persons=[person("p"), person("q", incompatible_with=["p"] if enemies else [])],
        visits=visits,
        shifts=[shift("w1"), shift("w2")],
        links=[
            link("pickup_delivery", "on_p", "off_p", **link_parts),
            link("pickup_delivery", "on_q", "off_q"),
        ],
    )


def cases() -> Cases:
    # on_p, 5 min for on_q, 10 min of travel: 15 min aboard
    shared = {"s1": ["on_p", "on_q", "off_p", "off_q"]}
    return Cases(
        harmless=day(shared),
        bad={
            "partner": day({"s1": ["on_p"]}),
            "tours": day({"s1": ["on_p"], "s2": ["off_p"]}),
            "order": day({"s1": ["off_p", "on_p"]}),
            "ride": day(shared, max_ride_s=14 * 60),
            "company": day(shared, enemies=True),
        },
        good={
            "partner": day({"s1": ["on_p"]}, if_partner_unserved="keep"),
            "tours": day({"s1": ["on_p", "off_p"]}),
            "order": day({"s1": ["on_p", "off_p"]}),
            "ride": day(shared, max_ride_s=15 * 60),
            "company": day({"s1": ["on_p", "off_p", "on_q", "off_q"]}, enemies=True),
        },
    )
