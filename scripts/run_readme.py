"""Run the examples of README.md and of the pages in docs/ as they are written.

A fenced block is run when this comment stands on the line before it, blank lines
aside:

    <!-- ci: run -->

The lines of a block after `<!-- ci: printed -->` must be among those that the block run
before it printed, in one piece; blanks are alike, and at the ends of lines they do not count.

Blocks run in order, from the root of the project, with .venv/bin first on the PATH:
`python` blocks as a program, `sh` blocks with `sh -e`. The first that fails ends
the run. Other blocks are left alone; a file that is named, or README.md, without any block to
run is an error.

    .venv/bin/python scripts/run_readme.py [FILE...]
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
MARK = re.compile(r"\s*<!--\s*ci:\s*(?P<what>run|printed)\s*-->\s*")
FENCE = re.compile(r"(?P<indent> *)(?P<ticks>`{3,}|~{3,})\s*(?P<language>[\w+-]*).*")
COMMANDS = {
    "python": (".py", [str(ROOT / ".venv/bin/python")]),
    "sh": (".sh", ["sh", "-e"]),
}


@dataclass(frozen=True)
class Block:
    """A marked block: its text, the line of the file on which its fence opens, and its mark."""

    line: int
    language: str
    text: str
    printed: bool = False
    """Whether it is what the block before it prints, and not run itself."""


def marked_blocks(markdown: str) -> list[Block]:
    """The marked blocks in order; ValueError when a mark marks no block."""
    blocks: list[Block] = []
    lines = iter(enumerate(markdown.splitlines(), start=1))
    mark = 0  # the line of a mark whose block is still to come
    printed = False
    for number, line in lines:
        if marked := MARK.fullmatch(line):
            if mark:
                raise ValueError(f"line {mark}: no fenced block follows the mark")
            mark, printed = number, marked["what"] == "printed"
            if printed and not blocks:
                raise ValueError(f"line {mark}: nothing was run that could have printed this")
        elif opening := FENCE.fullmatch(line):
            text = _read_block(lines, number, opening)
            if mark:
                blocks.append(Block(number, opening["language"], text, printed))
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


def run(block: Block) -> tuple[int, str]:
    """Run one block, and show what it prints; its exit code, and that on stdout."""
    suffix, command = COMMANDS[block.language]
    environment = dict(os.environ)
    environment["PATH"] = os.pathsep.join([str(ROOT / ".venv/bin"), os.environ["PATH"]])
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, f"block{suffix}")
        program.write_text(block.text, encoding="utf-8")
        # A file, as a server that a block leaves behind would hold a pipe open.
        with Path(folder, "stdout").open("w+b") as out:
            code = subprocess.run(
                [*command, str(program)], cwd=ROOT, env=environment, stdout=out
            ).returncode
            out.seek(0)
            said = out.read().decode("utf-8")
    print(said, end="", flush=True)
    return code, said


def is_printed(expected: str, said: str) -> bool:
    """Whether the lines expected are among those said, in one piece."""
    lines, wanted = (
        [re.sub(r"\s", " ", line).rstrip() for line in text.splitlines()]
        for text in (said, expected)
    )
    return any(lines[i : i + len(wanted)] == wanted for i in range(len(lines)))


def run_file(path: Path, blocks: list[Block]) -> bool:
    """Run the blocks of a file in order; whether all did what they should."""
    said = ""
    for block in blocks:
        if block.printed:
            if not is_printed(block.text, said):
                print(f"{path.name}:{block.line}: the example before prints this no more")
                return False
            continue
        print(f"--- {path.name}:{block.line} ({block.language})")
        print(block.text, end="", flush=True)
        print("---", flush=True)
        started = time.monotonic()
        code, said = run(block)
        print(f"--- exit {code} after {time.monotonic() - started:.1f} s", flush=True)
        if code:
            return False
    print(f"{len(blocks)} blocks of {path.name} ran as written")
    return True


def read(path: Path, required: bool) -> list[Block]:
    """The blocks of a file; ValueError where a mark or a language cannot be understood."""
    blocks = marked_blocks(path.read_text(encoding="utf-8"))
    if required and not blocks:
        raise ValueError("marks no block to run with <!-- ci: run -->")
    for block in blocks:
        if not block.printed and block.language not in COMMANDS:
            can = ", ".join(COMMANDS)
            raise ValueError(f"line {block.line}: cannot run '{block.language}', only {can}")
    return blocks


def main(arguments: list[str]) -> int:
    required = [Path(name) for name in arguments] or [ROOT / "README.md"]
    pages = [] if arguments else sorted((ROOT / "docs").rglob("*.md"))
    examples = {}
    for path in [*required, *pages]:
        try:
            examples[path] = read(path, path in required)
        except (OSError, ValueError) as error:
            print(f"{path.name}: {error}", file=sys.stderr)
            return 1
    return 0 if all(run_file(path, blocks) for path, blocks in examples.items() if blocks) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
