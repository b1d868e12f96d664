"""Options that several commands take."""

from datetime import date, datetime, timedelta
from pathlib import Path

import click

from optimizer.rules.base import Lang

FILE = click.Path(path_type=Path)
LANG = click.Choice(["fr", "en"])


def language(text: str) -> Lang:
    """The language that `--lang` names."""
    return "fr" if text == "fr" else "en"


def first_day(text: str | None) -> date:
    """The date that `--date` names; tomorrow if it is not given."""
    if text is None:
        return datetime.now().astimezone().date() + timedelta(days=1)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is not a date; write 2026-11-24", param_hint="--date"
        ) from None
