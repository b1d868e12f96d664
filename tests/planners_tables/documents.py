"""OpenDocument spreadsheets, written as LibreOffice writes them, for tests."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

_NAMESPACES = (
    " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "style", "table", "text")
    )
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
_KIND = "application/vnd.oasis.opendocument.spreadsheet"


def text(value: str, rows: int = 1, style: str = "") -> str:
    """A cell with a text, over so many rows, in a style."""
    spanned = f' table:number-rows-spanned="{rows}"' if rows > 1 else ""
    spanned += f' table:style-name="{style}"' if style else ""
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
    return f'<table:table-cell office:value-type="string"{spanned}>{paragraphs}</table:table-cell>'


def typed(kind: str, value: str, shown: str = "") -> str:
    """A cell with a number, date, time or boolean."""
    name = {"float": "value", "percentage": "value"}.get(kind, f"{kind}-value")
    return (f'<table:table-cell office:value-type="{kind}" office:{name}={quoteattr(value)}>'
            f"<text:p>{escape(shown)}</text:p></table:table-cell>")  # fmt: skip


def empty(count: int = 1) -> str:
    """Cells with nothing in them."""
    return f'<table:table-cell table:number-columns-repeated="{count}"/>'


def line(*cells: str, repeated: int = 1) -> str:
    """A row; a plain text is a cell with that text."""
    found = (cell if cell.startswith("<") else text(cell) for cell in cells)
    return (f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(found)}'
            f"{empty(1000)}</table:table-row>")  # fmt: skip


def document(
    path: Path,
    sheets: Mapping[str, Sequence[str]],
    kind: str = _KIND,
    more: str = "",
    styles: str = "",
) -> Path:
    """A file with these sheets of lines and automatic styles; a million empty lines follow, as
    usual."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>{''.join(lines)}"
        f"{line(repeated=1_048_000)}</table:table>"
        for name, lines in sheets.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{more}<office:document-content {_NAMESPACES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path
