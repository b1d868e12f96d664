"""Settings of the documentation: `make docs` builds it, warnings are errors.

Pages of the reference that the code can tell by itself are written anew at each build, in
reference/generated.
"""

import re
import sys
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

project = "Tournée"
author = "The Tournée authors"
version = release = installed("tournee")
language = "en"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_*"]
html_theme = "furo"
html_title = f"{project} {version}"
myst_heading_anchors = 3
autodoc_typehints = "description"
autodoc_default_options = {"members": True}

_LINK = re.compile(r"\[(?P<text>[^]]*)\]\((?P<to>\.\./[^)\s#]*)(?:#[^)\s]*)?\)")


def _name_files_outside(app: Any, docname: str, source: list[str]) -> None:
    """Links to files of the repository that are no pages become their paths."""
    folder = (HERE / docname).parent

    def named(link: re.Match[str]) -> str:
        target = (folder / link["to"]).resolve()
        if target.is_relative_to(HERE):
            return link[0]
        path = f"`{target.relative_to(HERE.parent)}`"
        return path if link["text"].strip("`") in path else f"{link['text']} ({path})"

    source[0] = _LINK.sub(named, source[0])


def _write_reference(app: Any) -> None:
    from _reference import write_pages

    write_pages(HERE / "reference" / "generated")


def setup(app: Any) -> None:
    app.connect("builder-inited", _write_reference)
    app.connect("source-read", _name_files_outside)
