"""The marked examples of pages: run as written, and what they print held against the page."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "run_readme.py"
EXAMPLE = "<!-- ci: run -->\n```sh\nprintf 'one\\n2\\302\\240two\\nthree\\n'\n```\n"


def ran(page: Path, text: str) -> tuple[int, str]:
    page.write_text(text, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, SCRIPT, page], capture_output=True, text=True, encoding="utf-8"
    )
    return run.returncode, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (EXAMPLE, 0, "1 blocks of page.md ran as written"),
        (EXAMPLE + "<!-- ci: printed -->\n```text\n2 two\nthree\n```\n", 0, "ran as written"),
        (EXAMPLE + "<!-- ci: printed -->\n```text\none\nthree\n```\n", 1, "page.md:6"),
        ("<!-- ci: printed -->\n```text\none\n```\n", 1, "nothing was run"),
        ("<!-- ci: run -->\n```sh\nfalse\n```\n", 1, "exit 1"),
        ("<!-- ci: run -->\n```rust\n```\n", 1, "cannot run 'rust'"),
        ("<!-- ci: run -->\nno fence\n", 1, "no fenced block follows"),
        ("```sh\nfalse\n```\n", 1, "marks no block"),
    ],
    ids=["runs", "printed", "not printed", "nothing ran", "fails", "language", "no fence", "none"],
)
def test_examples_hold(tmp_path: Path, text: str, code: int, said: str) -> None:
    found, output = ran(tmp_path / "page.md", text)
    assert (found, said in output) == (code, True), output
