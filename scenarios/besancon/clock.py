"""Times of day of a date as ISO 8601 text."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

TIMEZONE = "Europe/Paris"


def iso(day: date, seconds: int) -> str:
    """A local time, given in seconds after midnight by the clock on the wall."""
    wall = datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)
    return wall.replace(tzinfo=ZoneInfo(TIMEZONE)).isoformat()
