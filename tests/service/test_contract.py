"""What is published is what is there: the OpenAPI document, the docs, the tables."""

import ast
import copy
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import api
from api.client import Client
from api.contract import COPY, text
from api.errors import FAILURES, KINDS
from api.settings import Settings
from api.store.database import Database
from api.store.tables import metadata
from scripts.openapi_changes import breaking

ROOT = Path(api.__file__).parent.parent
DOCS = (ROOT / "docs/service.md").read_text(encoding="utf-8")
OPENAPI = json.loads(COPY.read_text(encoding="utf-8"))


def operations() -> Iterator[tuple[str, str, Any]]:
    """Path, method and operation of all that the service offers."""
    for path, methods in OPENAPI["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def input_codes() -> set[str]:
    """Codes of errors in the input, wherever the sources make one."""
    found: set[str] = set()
    for folder in ("optimizer/problem", "optimizer/plan", "optimizer/travel", "api"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                found |= set(_code(node, path.match("problem/reading.py")))
    return found


def _code(node: ast.AST, words: bool) -> Iterator[str]:
    first: ast.expr | None = None
    if isinstance(node, ast.Call) and node.args:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        made = name == "add" and len(node.args) == 5
        if made or (isinstance(node.func, ast.Name) and node.func.id == "InputError"):
            first = node.args[0]
    elif isinstance(node, ast.Tuple) and words and len(node.elts) == 3:
        first = node.elts[0]  # code, message and remedy, of `_words` and its tables
    text = first.value if isinstance(first, ast.Constant) else None
    if isinstance(text, str) and re.fullmatch("[a-z]+(_[a-z0-9]+)*", text):
        yield text


def test_the_published_document_is_current():
    """`python -m api.contract` has been run after every change of the API."""
    assert COPY.read_text(encoding="utf-8") == text()
    assert OPENAPI["openapi"].startswith("3.1.")


def test_every_error_code_is_in_the_docs():
    """Codes of answers with their statuses, of failed plans, and of errors in the input."""
    for kind in KINDS.values():
        assert f"| `{kind.code}` | {kind.status} | {kind.title} |" in DOCS
    for code, meaning in FAILURES.items():
        assert f"| `{code}` | {meaning} |" in DOCS
    codes = input_codes()
    assert {"unknown_reference", "clashing_pins", "missing", "bad_time"} <= codes
    assert [code for code in sorted(codes) if f"| `{code}` |" not in DOCS] == []


def test_every_error_code_that_is_used_is_known():
    """No endpoint raises an error, and no search a failure, that the tables lack."""
    for path in (ROOT / "api").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                code = node.args[0]
                if node.func.id == "ApiError" and isinstance(code, ast.Constant):
                    assert code.value in KINDS
                if node.func.id == "Failed" and isinstance(code, ast.Constant):
                    assert code.value in FAILURES


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_docs(name: str):
    """Its variable and its meaning."""
    meaning = Settings.model_fields[name].description
    assert meaning
    assert re.search(rf"\| `TOURNEE_{name.upper()}` \| .* \| {re.escape(meaning)} \|", DOCS)


def test_every_operation_is_in_the_docs():
    """Each path is named in the table of requests."""
    for path in OPENAPI["paths"]:
        assert f"{path}`" in DOCS


def test_the_client_has_every_operation_of_clients():
    """A method of the client for each operation under /v1."""
    source = inspect.getsource(Client)
    for path, method, _ in operations():
        if path.startswith("/v1"):
            prefix = path.replace("{name}", "{name}").partition("{")[0]
            assert re.search(rf'"{method.upper()}",\s*f?"{re.escape(prefix)}', source), path


def test_migrations_lead_to_the_tables(tmp_path: Path):
    """A migrated database is what the code expects; migrating again changes nothing."""
    database = Database(f"sqlite:///{tmp_path / 'plans.db'}")
    database.migrate()
    database.migrate()
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "tournee_version"})
        assert compare_metadata(context, metadata) == []
    database.close()


class TestBreakingChanges:
    """scripts/openapi_changes.py"""

    def test_nothing_breaks_without_a_change(self):
        """The document compared with itself."""
        assert breaking(OPENAPI, OPENAPI) == []

    @pytest.mark.parametrize(
        ("path", "value", "says"),
        [
            ("paths|/v1/plans/{plan_id}|delete", None, "DELETE /v1/plans/{plan_id}: is gone"),
            ("paths|/v1/plans|post|responses|202", None, "202: is gone"),
            ("paths|/v1/plans|get|parameters|0|required", True, "is required now"),
            ("paths|/v1/plans|get|parameters|2|schema|maximum", 10, "maximum was 200 and is 10"),
            ("components|schemas|PlanOut|properties|progress", None, "/progress: is gone"),
            ("components|schemas|PlanOut|required", ["id"], "is not always there any more"),
            ("components|schemas|ProgressOut|properties|served|type", "string", "may be string"),
            ("components|schemas|OptionsIn|required", ["stop"], "/stop: is required now"),
            ("components|schemas|OptionsIn|properties|seed", None, "/seed: is not taken any more"),
            ("components|schemas|TogetherIn|required", ["id", "type", "visits", "tolerance_s"],
             "/tolerance_s: is required now"),
        ],
    )  # fmt: skip
    def test_what_breaks_a_client_is_found(self, path: str, value: Any, says: str):
        """One change each, and the sentence about it."""
        changed = copy.deepcopy(OPENAPI)
        *parts, last = path.split("|")
        place = changed
        for part in parts:
            place = place[int(part) if isinstance(place, list) else part]
        if value is None:
            del place[last]
        else:
            place[last] = value
        found = breaking(OPENAPI, changed)
        assert any(says in sentence for sentence in found), found

    def test_additions_break_nothing(self):
        """A new operation, a new field of an answer, a new optional field of a request."""
        changed = copy.deepcopy(OPENAPI)
        changed["paths"]["/v1/new"] = changed["paths"]["/v1/schema"]
        schemas = changed["components"]["schemas"]
        schemas["PlanOut"]["properties"]["new"] = {"type": "string"}
        schemas["PlanOut"]["required"].append("new")
        schemas["OptionsIn"]["properties"]["new"] = {"type": "string"}
        assert breaking(OPENAPI, changed) == []
