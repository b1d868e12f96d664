"""Programs of others read the OpenAPI document."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.contract import COPY

pytestmark = pytest.mark.system


def run(*command: str | Path, folder: Path) -> str:
    """What a program says; it must end well."""
    ended = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=300,
        env={**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"},
    )  # fmt: skip
    assert ended.returncode == 0, (ended.stdout + ended.stderr)[-3000:]
    return ended.stdout + ended.stderr


@pytest.fixture
def tools() -> Path:
    """The folder of programs that run with node."""
    return Path(os.environ["TOURNEE_NODE_TOOLS"])


def test_redocly_finds_no_error(tools: Path, tmp_path: Path):
    """With the rules that it recommends."""
    run(tools / "redocly", "lint", COPY, folder=tmp_path)


def test_spectral_finds_no_error(tools: Path, tmp_path: Path):
    """With its rules for OpenAPI."""
    (tmp_path / "rules.yaml").write_text('extends: ["spectral:oas"]\n', encoding="utf-8")
    run(tools / "spectral", "lint", "--ruleset", "rules.yaml", COPY, folder=tmp_path)


def test_types_for_typescript(tools: Path, tmp_path: Path):
    """They compile, strictly, and a place is two numbers; three are refused."""
    run(tools / "openapi-typescript", COPY, "--output", "api.ts", folder=tmp_path)
    use = (
        'import type {{ components }} from "./api";\n'
        'export const at: components["schemas"]["PlaceIn"]["location"] = {};\n'
    )
    (tmp_path / "use.ts").write_text(use.format("[47.24, 6.02]"), encoding="utf-8")
    run(tools / "tsc", "--noEmit", "--strict", "use.ts", folder=tmp_path)
    (tmp_path / "use.ts").write_text(use.format("[47.24, 6.02, 1]"), encoding="utf-8")
    with pytest.raises(AssertionError, match="not assignable"):
        run(tools / "tsc", "--noEmit", "--strict", "use.ts", folder=tmp_path)


def test_a_generated_python_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """It has an ASCII name, every operation, and reads the event stream as text."""
    (tmp_path / "none.yaml").write_text("post_hooks: []\n", encoding="utf-8")
    program = Path(sys.executable).with_name("openapi-python-client")
    said = run(
        program, "generate", "--path", COPY, "--config", "none.yaml", folder=tmp_path
    )  # fmt: skip
    assert "WARNING" not in said.upper(), said
    assert (tmp_path / "tournee-client/tournee_client").is_dir()
    made = {path.stem for path in (tmp_path / "tournee-client/tournee_client/api").rglob("*.py")}
    assert {"submit_plan", "get_plan", "follow_plan", "check_plan", "live"} <= made
    monkeypatch.syspath_prepend(str(tmp_path / "tournee-client"))
    follow = importlib.import_module("tournee_client.api.plans.follow_plan")
    client = importlib.import_module("tournee_client").Client("http://127.0.0.1:1")
    import httpx

    answer = httpx.Response(200, text="id: 1\nevent: status\ndata: {}\n\n")
    parsed = follow._build_response(client=client, response=answer).parsed  # noqa: SLF001
    assert parsed == answer.text
