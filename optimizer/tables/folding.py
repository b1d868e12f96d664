"""Words that stand in several rows are the same words however they are written.

`Fumeur`, `fumeur` and ` FUMEUR` are one skill, as headings are one heading: the first writing is
kept, and that others were read as it is noted.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from optimizer.tables.errors import Cell, Report
from optimizer.tables.rows import Row
from optimizer.tables.words import plain

_KINDS = (("skills", "avoid"), ("service", "other_services"), ("sector", "sectors"))
"""Columns whose words are compared with each other."""


def fold(
    visits: Sequence[Row], workers: Sequence[Row], report: Report
) -> tuple[list[Row], list[Row]]:
    """The rows, their words in one writing each; notes which were written in another."""
    first: dict[tuple[int, str], str] = {}
    changed: dict[str, str] = {}

    def folded(row: Row) -> Row:
        values = dict(row.values)
        for kind, columns in enumerate(_KINDS):

            def one(word: str, kind: int = kind) -> str:
                kept = first.setdefault((kind, _key(word)), word)
                if kept != word:
                    changed[word] = kept
                return kept

            for name in columns:
                if name in values:
                    values[name] = _folded(values[name], one)
        return replace(row, values=values)

    staff = [folded(row) for row in workers]  # whose writing is kept
    found = [folded(row) for row in visits]
    if changed:
        pairs = ", ".join(f"{word} = {kept}" for word, kept in changed.items())
        report.note("folded", Cell((visits or workers)[0].sheet), words=pairs)
    return found, staff


def _key(word: str) -> str:
    """A word as it is compared: `lève-personne`, `Leve Personne`."""
    return re.sub(r"(?<=\w)[-_](?=\w)", " ", plain(word))


def _folded(value: Any, one: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return one(value)
    if isinstance(value, Mapping):
        levels: dict[str, int] = {}
        for word, level in value.items():
            levels[one(word)] = max(level, levels.get(one(word), 0))
        return levels
    return tuple(dict.fromkeys(map(one, value)))
