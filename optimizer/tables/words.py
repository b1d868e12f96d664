"""Plain words of cells and headings, without accents, case and what else people vary."""

import re
import unicodedata


def plain(text: str) -> str:
    """Lower case, no accents, ordinary dashes, quotes and single spaces."""
    text = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = re.sub(r"[‐‑‒–—−]", "-", text).replace("’", "'")  # noqa: RUF001
    return re.sub(r"[\s\u200b\ufeff]+", " ", text).strip()


def heading(text: str) -> str:
    """A heading as it is compared: without what stands in brackets, and without signs."""
    text = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", plain(text))
    return re.sub(r"[^a-z0-9]+", " ", text).strip()


def as_written(part: str, text: str) -> str:
    """The words of a text, as it has them, that are `part` when they are plain; else `part`."""
    words = text.split()
    count = len(part.split())
    runs = (" ".join(words[n : n + count]) for n in range(len(words) - count + 1))
    return next((run for run in runs if plain(run) == part), part)
