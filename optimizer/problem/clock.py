"""Times of day: ISO 8601 in documents, ticks from the start of the horizon inside."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

_YEARS = (1900, 2300)
"""Far from the ends of the calendar, where arithmetic with times fails."""


class ClockError(ValueError):
    """A time that cannot be read. `remedy` says what to write instead."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


@dataclass(frozen=True)
class Clock:
    """Turns ISO 8601 times into ticks and back, for one horizon in one time zone.

    Days have 23, 24 or 25 hours: ticks count real time from `origin`, midnight (or the
    first moment) of the first day.
    """

    timezone: str
    first_day: date
    tick_ms: int

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def origin(self) -> datetime:
        """The moment of tick 0, in UTC."""
        return self._midnight(self.first_day)

    def _midnight(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC)

    def day_start(self, day: int) -> int:
        """Tick of the midnight that begins day `day` of the horizon (0 is the first)."""
        moment = self._midnight(self.first_day + timedelta(days=day))
        return (moment - self.origin) // timedelta(milliseconds=self.tick_ms)

    def day_of(self, ticks: int) -> int:
        """Day of the horizon (0 is the first; negative before it) that holds a tick."""
        return (self.datetime(ticks).date() - self.first_day).days

    def parse(self, text: str, *, any_offset: bool = False) -> int:
        """Ticks of an ISO 8601 time with an offset (`Z`, or the one in force in the zone).

        With `any_offset`, other offsets are as good.

        Raises
        ------
        ClockError
            No ISO time, no offset, an offset that is not in force then (so a time that the
            change to summer time skips), or not a whole number of ticks.
        """
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise ClockError(
                "is not an ISO 8601 time", f"write it like {self._example()}"
            ) from None
        if not _YEARS[0] <= moment.year <= _YEARS[1]:
            raise ClockError("is out of range", f"write it like {self._example()}")
        if moment.tzinfo is None:
            raise self._no_offset(moment)
        local = moment.astimezone(self.zone)
        if not any_offset and moment.utcoffset() not in (timedelta(0), local.utcoffset()):
            if self._skipped(moment.replace(tzinfo=None)):
                reason = f"does not exist in {self.timezone}: the clocks go forward over it"
            else:
                reason = f"has an offset that is not in force in {self.timezone} at that time"
            raise ClockError(reason, f"if this instant is meant, write {local.isoformat()}")
        ticks, rest = divmod(moment - self.origin, timedelta(milliseconds=self.tick_ms))
        if rest:
            raise ClockError(
                f"is not a whole number of ticks of {self.tick_ms} ms",
                "round it, or choose a smaller tick_ms",
            )
        return ticks

    def _example(self) -> str:
        morning = datetime(self.first_day.year, self.first_day.month, self.first_day.day, 8)
        return morning.replace(tzinfo=self.zone).isoformat()

    def _skipped(self, naive: datetime) -> bool:
        there_and_back = naive.replace(tzinfo=self.zone).astimezone(UTC).astimezone(self.zone)
        return there_and_back.replace(tzinfo=None) != naive

    def _no_offset(self, naive: datetime) -> ClockError:
        first, second = (naive.replace(tzinfo=self.zone, fold=fold) for fold in (0, 1))
        if self._skipped(naive):
            return ClockError(
                "has no offset from UTC, and does not exist in "
                f"{self.timezone}: the clocks go forward over it",
                f"correct it, perhaps to {first.astimezone(UTC).astimezone(self.zone).isoformat()}",
            )
        remedy = f"write {first.isoformat()}"
        if first.utcoffset() != second.utcoffset():
            remedy += f", or {second.isoformat()}: the clocks go back over it"
        return ClockError("has no offset from UTC", remedy)

    def datetime(self, ticks: int) -> datetime:
        """The local time of a tick, with its offset."""
        instant = self.origin + ticks * timedelta(milliseconds=self.tick_ms)
        return instant.astimezone(self.zone)

    def iso(self, ticks: int) -> str:
        """ISO 8601 of a tick with the zone's offset, like `2026-11-23T08:00:00+01:00`."""
        return self.datetime(ticks).isoformat()
