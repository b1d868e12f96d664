"""Weekdays as single letters: `L M Me J V`, `LMMJV`, `M-F`."""

import re
from collections.abc import Sequence

from optimizer.tables.errors import Unreadable

_FRENCH = {"l": 0, "lu": 0, "ma": 1, "me": 2, "j": 3, "je": 3, "v": 4, "ve": 4, "s": 5, "sa": 5,
           "d": 6, "di": 6}  # fmt: skip
_ENGLISH = {"m": 0, "mo": 0, "tu": 1, "w": 2, "th": 3, "f": 4, "fr": 4, "sa": 5, "su": 6}
_TOKEN = re.compile(r"lu|ma|me|je|ve|sa|di|mo|tu|th|fr|su|[lmjvsdtwf]")
_SIGNS = r"[\s,;/.+-]|\bet\b|\band\b"
_WORDS = ("sam", "dim", "sat", "tlj")
"""Of letters too, but abbreviations of a day, or of all."""
_BOTH = {"m": "mar / mer", "t": "tue / thu", "s": "sat / sun"}


def weekdays(written: str) -> frozenset[int] | None:
    """The weekdays of a plain text of nothing but letters; None if it is none.

    Raises
    ------
    Unreadable
        A letter could be two days.
    """
    parts = [part for part in re.split(_SIGNS, written) if part]
    tokens = _tokens(parts)
    if not tokens or tokens == ["f"]:  # a Friday, or a public holiday
        return None
    english = any(token in ("t", "tu", "w", "th", "f", "mo", "fr", "su") for token in tokens)
    read = _english(tokens) if english else _french(tokens)
    if read is None:
        return None
    if len(parts) == 2 and re.fullmatch(r"\w+ ?- ?\w+", written) and len(read) == 2:
        return frozenset((read[0] + n) % 7 for n in range((read[1] - read[0]) % 7 + 1))
    return frozenset(read)


def _tokens(parts: Sequence[str]) -> list[str]:
    """The letters; none if anything else stands there. A `me` in a word alone is Wednesday."""
    tokens: list[str] = []
    for part in parts:
        if _TOKEN.fullmatch(part):
            tokens.append(part)
            continue
        found = _TOKEN.findall(part)
        if "".join(found) != part or len(part) > 9 or part in _WORDS:
            return []
        tokens += found
    return tokens


def _french(tokens: Sequence[str]) -> list[int] | None:
    """`M` is Tuesday before another `M` or `Me`, Wednesday after one or `Ma`; else it is unsure."""
    found = []
    for number, token in enumerate(tokens):
        if token == "m":
            rest, before = tokens[number + 1 :], tokens[:number]
            if "m" in rest or "me" in rest:
                found.append(1)
            elif "m" in before or "ma" in before:
                found.append(2)
            else:
                raise Unreadable("unsure_letter", part="M", both=_BOTH["m"])
        elif token in _FRENCH:
            found.append(_FRENCH[token])
        else:
            return None
    return found


def _english(tokens: Sequence[str]) -> list[int] | None:
    found = []
    for number, token in enumerate(tokens):
        if token == "t" and ("th" in tokens or tokens.count("t") == 2):
            found.append(1 if "t" not in tokens[:number] else 3)
        elif token == "s" and tokens.count("s") == 2:
            found.append(5 if "s" not in tokens[:number] else 6)
        elif token == "s" and "su" in tokens:
            found.append(5)
        elif token in ("t", "s"):
            raise Unreadable("unsure_letter", part=token.upper(), both=_BOTH[token])
        elif token in _ENGLISH:
            found.append(_ENGLISH[token])
        else:
            return None
    return found
