"""What the terminal shows while a plan is searched: time, visits served, score."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.live import Live
from rich.text import Text

from optimizer.outputs.view import amount
from optimizer.outputs.words import named, word
from optimizer.problem.model import Problem
from optimizer.result import OnProgress, Progress
from optimizer.rules.base import Lang


@contextmanager
def show_progress(problem: Problem, lang: Lang, *, quiet: bool) -> Iterator[OnProgress | None]:
    """Show progress on stderr: one living line in a terminal, else a line for each better plan.

    Nothing with `quiet`.
    """
    if quiet:
        yield None
        return
    if not sys.stderr.isatty():
        yield lambda progress: click.echo(_line(problem, progress, lang), err=True)
        return
    began, last = time.monotonic(), [Text(word("progress.start", lang))]

    def living() -> Text:
        return Text(f"{time.monotonic() - began:5.0f} s  ") + last[0]

    console = Console(stderr=True)
    with Live(console=console, get_renderable=living, refresh_per_second=4, transient=True):
        yield lambda progress: last.__setitem__(0, Text(_line(problem, progress, lang)))


def _line(problem: Problem, progress: Progress, lang: Lang) -> str:
    levels = "  ".join(
        f"{named('level', name, lang)} {amount(problem, name, value, lang)}"
        for name, value in zip(problem.objective.levels, progress.score.shown(), strict=True)
        if value
    )
    served = f"{progress.served}/{len(problem.visits)} {word('progress.served', lang)}"
    return f"{progress.elapsed_s:6.1f} s  {served}  {levels}"
