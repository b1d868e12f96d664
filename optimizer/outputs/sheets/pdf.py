"""Sheets as a PDF, or as pictures of their pages; drawn by Typst with the fonts it brings."""

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from optimizer.outputs.needs import needed
from optimizer.outputs.sheets.parts import Sheet
from optimizer.outputs.words import word
from optimizer.rules.base import Lang


def sheets_pdf(sheets: Sequence[Sheet], title: str, lang: Lang) -> bytes:
    """The sheets one after the other, each on pages of its own.

    Raises
    ------
    MissingExtra
        Typst is not installed.
    """
    found: bytes = _compiled(sheets, title, lang, "pdf")
    return found


def sheets_png(sheets: Sequence[Sheet], title: str, lang: Lang, ppi: float = 110) -> list[bytes]:
    """Every page as a picture, at `ppi` dots an inch."""
    found = _compiled(sheets, title, lang, "png", ppi=ppi)
    return found if isinstance(found, list) else [found]


def _compiled(sheets: Sequence[Sheet], title: str, lang: Lang, kind: str, **more: Any) -> Any:
    typst = needed("typst")
    template = files("optimizer.outputs.sheets").joinpath("sheets.typ").read_bytes()
    data = {
        "title": title,
        "lang": lang,
        "page": word("sheet.page", lang),
        "sheets": [sheet.as_dict() for sheet in sheets],
    }
    return typst.compile(template, format=kind, sys_inputs={"data": json.dumps(data)}, **more)
