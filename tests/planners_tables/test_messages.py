"""Every error and note has its sentences, in both languages, with the same fields."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import optimizer
from optimizer.rules.base import Sentence
from optimizer.tables.columns import VISITS, WORKERS
from optimizer.tables.messages import ERRORS, LIMITS, NOTES, READER

ROOT = Path(optimizer.__file__).parent
DOCS = ROOT.parent / "docs" / "tables.md"


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("code", [*ERRORS, *NOTES])
def test_both_languages_say_the_same_fields(code: str) -> None:
    """A field that one language leaves out would be unknown to half of the readers."""
    sentences: tuple[Sentence, ...] = ERRORS[code] if code in ERRORS else (NOTES[code],)
    for sentence in sentences:
        if code != "not_readable":  # holds an error in each language
            assert fields(sentence.fr) == fields(sentence.en)


def codes() -> Iterator[str]:
    """All codes that the sources of tables and geocoding raise, report or note."""
    calls = {
        "Unreadable",
        "NotATable",
        "NotLocated",
        "Broken",
        "Note",
        "error",
        "note",
        "_note",
        "_some",
        "wrong",
    }
    for path in [*(ROOT / "tables").glob("*.py"), *(ROOT / "geocoding").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in calls:
                    for argument in node.args[:2]:
                        for part in ast.walk(argument):
                            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                                yield part.value


def test_every_code_in_use_has_sentences_and_none_is_left_over() -> None:
    """A code without a sentence would fail before a planner's eyes; one without use is dead."""
    known = ERRORS.keys() | NOTES.keys()
    used = set(codes()) & known
    used |= {f"unknown_{kind}" for kind in ("visit", "worker", "person")}
    used |= {"half_window", "no_window", "no_visits", "no_shifts", "reader"}
    used |= {f"unservable_{why}" for why in ("lacking", "excluded", "refused")}
    used |= {*READER.values(), *LIMITS.values()}
    assert used == known


def test_every_column_is_documented() -> None:
    """docs/tables.md has a row for each column: headings, meaning, example."""
    text = DOCS.read_text(encoding="utf-8")
    for title, columns in (("## Visits", VISITS), ("## Workers", WORKERS)):
        section = text.partition(title)[2].partition("\n## ")[0]
        rows = [line for line in section.splitlines() if line.startswith("| `")]
        documented = [re.split(r"\s*\|\s*", line)[1:-1] for line in rows]
        assert documented == [
            [
                f"`{column.headings[0]}`" + (" (required)" if column.required else ""),
                ", ".join((*column.headings[1:], column.name.replace("_", " "))),
                column.meaning,
                f"`{column.example}`",
            ]
            for column in columns
        ]
