"""Which instances there are: a CSV file beside the data, and how to open what it names."""

import csv
import lzma
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

DEFAULT_SET = "instances.csv"


@dataclass(frozen=True, slots=True)
class Case:
    """An instance, its file, and the best published cost (None where there is none)."""

    family: str
    instance: str
    path: Path
    published: float | None


class BadSet(ValueError):
    """A set that cannot be read; the text says where and why."""


def cases(data: Path, chosen: str | None) -> list[Case]:
    """The cases of a set: CSV with the columns family, instance, file (below `data`), published.

    Parameters
    ----------
    data
        The folder with the instances.
    chosen
        Path of the set, from here or from `data`; None for `instances.csv` there.

    Raises
    ------
    BadSet
        No such file, a column is missing, or a published cost is no number.
    """
    places = [data / DEFAULT_SET] if chosen is None else [Path(chosen), data / chosen]
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        raise BadSet(f"there is no set {' or '.join(map(str, places))}")
    found = []
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        missing = {"family", "instance", "file", "published"} - set(rows.fieldnames or ())
        if missing:
            raise BadSet(f"{path} has no column {', '.join(sorted(missing))}")
        for row in rows:
            try:
                published = float(row["published"]) if row["published"] else None
            except ValueError:
                at = f"{path}, line {rows.line_num}"
                raise BadSet(f"{at}: published is no number: {row['published']}") from None
            found.append(Case(row["family"], row["instance"], data / row["file"], published))
    return found


def chosen(found: Iterable[Case], families: Iterable[str] | None, pattern: str) -> list[Case]:
    """The cases of some families (None: all) whose name fits a shell pattern."""
    wanted = None if families is None else set(families)
    return [
        case
        for case in found
        if (wanted is None or case.family in wanted) and fnmatchcase(case.instance, pattern)
    ]


def text_of(path: Path) -> str:
    """The text of a file, compressed by xz or not."""
    if path.suffix == ".xz":
        return lzma.decompress(path.read_bytes()).decode("utf-8")
    return path.read_text(encoding="utf-8")
