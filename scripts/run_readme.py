"""Run the examples of README.md as they are written.

A fenced block is run when this comment stands on the line before it, blank lines
aside:

    <!-- ci: run -->

Blocks run in order, from the root of the project, with .venv/bin first on the PATH:
`python` blocks as a program, `sh` blocks with `sh -e`. The first that fails ends
the run. Other blocks are left alone; a file without any block to run is an error.

    .venv/bin/python scripts/run_readme.py [FILE]
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARK = re.compile(r"\s*<!--\s*ci:\s*run\s*-->\s*")
FENCE = re.compile(r"(?P<indent> *)(?P<ticks>`{3,}|~{3,})\s*(?P<language>[\w+-]*).*")
COMMANDS = {
    "python": (".py", [str(ROOT / ".venv/bin/python")]),
    "sh": (".sh", ["sh", "-e"]),
}


@dataclass(frozen=True)
class Block:
    """A marked block: its text, and the line of the file on which its fence opens."""

    line: int
    language: str
    text: str


def marked_blocks(markdown: str) -> list[Block]:
    """The marked blocks in order; ValueError when a mark marks no block."""
    blocks: list[Block] = []
    lines = iter(enumerate(markdown.splitlines(), start=1))
    mark = 0  # the line of a mark whose block is still to come
    for number, line in lines:
        if MARK.fullmatch(line):
            if mark:
                raise ValueError(f"line {mark}: no fenced block follows the mark")
            mark = number
        elif opening := FENCE.fullmatch(line):
            text = _read_block(lines, number, opening)
            if mark:
                blocks.append(Block(number, opening["language"], text))
            mark = 0
        elif line.strip() and mark:
            raise ValueError(f"line {mark}: no fenced block follows the mark")
    if mark:
        raise ValueError(f"line {mark}: no fenced block follows the mark")
    return blocks


def _read_block(lines: Iterator[tuple[int, str]], number: int, opening: re.Match[str]) -> str:
    indent, ticks = len(opening["indent"]), opening["ticks"]
    text = []
    for _, line in lines:
        closing = line.strip()
        if len(closing) >= len(ticks) and set(closing) == {ticks[0]}:
            return "".join(f"{inner}\n" for inner in text)
        lead = len(line) - len(line.lstrip(" "))
        text.append(line[min(indent, lead) :])
    raise ValueError(f"line {number}: the block is never closed")


def run(block: Block) -> int:
    """Run one block; the exit code."""
    suffix, command = COMMANDS[block.language]
    environment = dict(os.environ)
    environment["PATH"] = os.pathsep.join([str(ROOT / ".venv/bin"), os.environ["PATH"]])
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, f"block{suffix}")
        program.write_text(block.text, encoding="utf-8")
        return subprocess.run([*command, str(program)], cwd=ROOT, env=environment).returncode


def main(arguments: list[str]) -> int:
    path = Path(arguments[0]) if arguments else ROOT / "README.md"
    try:
        blocks = marked_blocks(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"{path.name}: {error}", file=sys.stderr)
        return 1
    if not blocks:
        print(f"{path.name} marks no block to run with <!-- ci: run -->", file=sys.stderr)
        return 1
    for block in blocks:
        if block.language not in COMMANDS:
            problem = f"cannot run '{block.language}', only {', '.join(COMMANDS)}"
            print(f"{path.name}:{block.line}: {problem}", file=sys.stderr)
            return 1
    for block in blocks:
        print(f"--- {path.name}:{block.line} ({block.language})")
        print(block.text, end="", flush=True)
        print("---", flush=True)
        started = time.monotonic()
        code = run(block)
        print(f"--- exit {code} after {time.monotonic() - started:.1f} s", flush=True)
        if code:
            return 1
    print(f"{len(blocks)} blocks of {path.name} ran as written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
