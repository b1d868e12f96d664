"""Two linked visits of 30 min at one place, 10 min from the base, by one or two workers."""

from typing import Any

from tests.builders import link, shift, visit
from tests.rules.cases import Cases, Made, made


def day(kind: str, second: str | None, *, workers: int = 2, **link_parts: Any) -> Made:
    """v1 at 09:00; v2 at `second`, or unserved."""
    tours = {"s1": ["v1"], "s2": ["v2"]} if workers == 2 else {"s1": ["v1", "v2"]}
    if second is None:
        tours = {"s1": ["v1"]}
    return made(
        tours,
        {"v1": "09:00"} | ({"v2": second} if second else {}),
        visits=[visit("v1", 10), visit("v2", 10)],
        shifts=[shift("w1"), shift("w2")],
        links=[link(kind, "v1", "v2", **link_parts)],
    )


def cases() -> Cases:
    five, hour = 5 * 60, 60 * 60
    return Cases(
        harmless=day("sequence", "08:30", min_gap_s=None),
        bad={
            "partner": day("together", None),
            "apart": day("together", "09:06", tolerance_s=five),
            "one_worker": day("different_workers", "10:00", workers=1),
            "several_workers": day("same_worker", "10:00", workers=2),
            "too_soon": day("sequence", "10:29", min_gap_s=hour),  # v1 ends at 09:30
            "too_late": day("sequence", "10:01", min_gap_s=0, max_gap_s=hour, gap_from="start"),
        },
        good={
            "partner": day("together", None, if_partner_unserved="keep"),
            "apart": day("together", "09:05", tolerance_s=five),
            "one_worker": day("different_workers", "10:00", workers=2),
            "several_workers": day("same_worker", "10:00", workers=1),
            "too_soon": day("sequence", "10:30", min_gap_s=hour),
            "too_late": day("sequence", "10:00", min_gap_s=0, max_gap_s=hour, gap_from="start"),
        },
    )
