"""Working-time limits: named rule packs (dated data with sources), overridable by a problem."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LIMITS: Mapping[str, str] = {
    "max_work_per_day_h": "work in one day: visits, travel, reloads, paid breaks, waits < 15 min",
    "max_span_per_day_h": "from the first start to the last end of a day",
    "min_rest_between_days_h": "from the last end of a day to the first start of the next",
    "max_work_per_week_h": "work from Monday to Sunday",
    "min_weekly_rest_h": "longest rest that begins in a Monday-to-Sunday week",
    "max_stretch_without_break_h": "time at work without a pause of `statutory_break_min`",
    "statutory_break_min": "length of the pause that ends a stretch, in minutes",
}


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The limits of a problem, in ticks; None where there is none.

    Meanings stand in `LIMITS`. `unpaid_wait` is the length from which a wait is a gap
    (coupure) and no longer work: 15 min, as in the home-help branch.
    """

    pack: str
    max_work_per_day: int | None
    max_span_per_day: int | None
    min_rest_between_days: int | None
    max_work_per_week: int | None
    min_weekly_rest: int | None
    max_stretch_without_break: int | None
    statutory_break: int | None
    unpaid_wait: int

    @property
    def limited(self) -> bool:
        """Whether there is any limit."""
        limits = (
            self.max_work_per_day, self.max_span_per_day, self.min_rest_between_days,
            self.max_work_per_week, self.min_weekly_rest, self.max_stretch_without_break,
        )  # fmt: skip
        return any(limit is not None for limit in limits)


@cache
def rule_packs() -> Mapping[str, Mapping[str, Any]]:
    """All packs: name -> title and limits, each limit with its value, date and source."""
    text = files("optimizer.problem").joinpath("rule_packs.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def working_time(pack: str, overrides: Mapping[str, float | None], tick_ms: int) -> WorkingTime:
    """The limits of a pack, with a problem's overrides (None lifts a limit), in ticks."""
    values = {name: limit["value"] for name, limit in rule_packs()[pack]["limits"].items()}
    values.update(overrides)

    def ticks(name: str, unit_ms: int) -> int | None:
        value = values.get(name)
        return None if value is None else round(value * unit_ms / tick_ms)

    hour, minute = 3_600_000, 60_000
    return WorkingTime(
        pack=pack,
        max_work_per_day=ticks("max_work_per_day_h", hour),
        max_span_per_day=ticks("max_span_per_day_h", hour),
        min_rest_between_days=ticks("min_rest_between_days_h", hour),
        max_work_per_week=ticks("max_work_per_week_h", hour),
        min_weekly_rest=ticks("min_weekly_rest_h", hour),
        max_stretch_without_break=ticks("max_stretch_without_break_h", hour),
        statutory_break=ticks("statutory_break_min", minute),
        unpaid_wait=round(15 * minute / tick_ms),
    )
