"""Everything a planner reads is in the language asked for, the errors of documents too."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import optimizer
from optimizer.outputs.input_french import MESSAGES, known
from optimizer.outputs.remedies_french import REMEDIES
from tests.builders import problem, shift, visit, worker

ROOT = Path(optimizer.__file__).parent
READERS = [*(ROOT / "problem").glob("*.py"), *(ROOT / "plan").glob("*.py"),
           *(ROOT / "cli").glob("*.py")]  # fmt: skip


def texts(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may give, `X` for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*texts(node.body), *texts(node.orelse))
    elif isinstance(node, ast.JoinedStr):
        found = [""]
        for part in node.values:
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            more = list(texts(inner)) if isinstance(inner, ast.IfExp | ast.Constant) else ["X"]
            found = [text + end for text in found for end in more]
        yield from found


def sentences() -> Iterator[tuple[str, bool]]:
    """What the readers of documents and the commands say, and whether it is a remedy."""
    for path in READERS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and len(node.args) >= 4:
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in ("add", "fail", "InputError", "_clash"):
                    for remedy in (False, True):
                        for text in texts(node.args[-1 if remedy else -2]):
                            yield text, remedy


def test_every_error_of_a_document_has_its_french() -> None:
    """An English sentence before a French planner: add it to `input_french`. Sentences that are
    put together of parts have theirs by the parts, in the next test."""
    parts = ("X X", "location X", "a stop of kind X X X", "X is empty: there is no X")
    lacking = [text for text, remedy in sentences()
               if text not in parts and not known(text, remedy=remedy)]  # fmt: skip
    assert lacking == []


@pytest.mark.parametrize("pairs", [MESSAGES, REMEDIES])
def test_both_languages_have_the_same_fields(pairs: dict[str, str]) -> None:
    """What is filled in stands in both."""
    for english, french in pairs.items():
        assert english.count("{}") == french.count("{}"), english


def test_parts_of_sentences_are_french_too(run: Any, tmp_path: Path) -> None:
    """Types, bounds, times, references: none of the words of the English errors is left."""
    document = problem(visits=[visit("v1"), visit("v2")], workers=[worker("w1")],
                       shifts=[shift("w1")])  # fmt: skip
    first, second = document["visits"]
    first |= {"duration_s": "long", "priority": 9, "windows": [], "nurse": True}
    second |= {"person": "nobody", "windows": [{"start": "2026-11-23T08:00", "end": "9"}]}
    document["horizon"]["start"] = "tomorrow"
    file = tmp_path / "p.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    ran = run("plan", file)
    lines = ran.err.splitlines()
    assert ran.code == 2
    assert len(lines) > 4
    for line in lines:
        assert line.startswith("erreur\u00a0: /")
        for english in ("must", " is ", "write", "correct ", "value:", "remove", "the "):
            assert english not in line, line
    assert "error: /" in run("plan", file, "--lang", "en").err
    found = [json.loads(line) for line in run("plan", file, "--json").err.splitlines()]
    assert "n’est pas une date" in " ".join(error["message"] for error in found)


def test_a_plan_for_a_problem_is_named_as_such(run: Any, tmp_path: Path) -> None:
    """And a problem for a plan: not a list of fields that are unknown or missing."""
    document = problem(visits=[visit("v1")], workers=[worker("w1")], shifts=[shift("w1")])
    one, two = tmp_path / "p.json", tmp_path / "plan.json"
    one.write_text(json.dumps(document), encoding="utf-8")
    assert run("plan", one, "--stop", "1it", "-o", two).code == 0
    for command, said in (
        (("plan", two), "c’est un plan, or un problème est attendu"),
        (("check", one, one), "c’est un problème, or un plan est attendu"),
        (("check", two, one), "c’est un plan, or un problème est attendu"),
        (("plan", one, "--from", one), "c’est un problème, or un plan est attendu"),
    ):
        ran = run(*command)
        assert ran.code == 2
        (line,) = ran.err.splitlines()
        assert said in line
    bare = json.loads(two.read_text(encoding="utf-8"))
    del bare["format"]
    two.write_text(json.dumps(bare), encoding="utf-8")
    assert "this is a plan, where a problem is meant" in run("plan", two, "--lang", "en").err
