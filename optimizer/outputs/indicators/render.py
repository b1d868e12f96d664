"""Indicators as tables and as one HTML page, each figure with its bases and its definition."""

from collections.abc import Sequence

from optimizer.outputs import formats
from optimizer.outputs.indicators.measure import Indicator, Span, indicators, months
from optimizer.outputs.markup import Html, join, tag
from optimizer.outputs.words import named, word
from optimizer.outputs.workbook import Column, Table, Value
from optimizer.rules.base import Lang

CODES = ("Pil_003", "Pil_005", "Coop_019", "Soin_007", "Pil_006")
"""Indicators of the contract, by the codes that it has for them."""
_OF_CONTRACT = (*CODES, "Pil_005_open", "gir_unknown")
_HABITS = ("continuity_span", "top_three", "punctual")
_CHARTED = ("Pil_003", "Pil_005_open", "Coop_019", "Soin_007", "productive_ratio",
            "continuity_span", "punctual")  # fmt: skip


def title(item: Indicator, lang: Lang) -> str:
    """The indicator in words, with what it is told apart by."""
    text = word(f"title.{item.key}", lang)
    if item.key.startswith("unserved_"):
        return f"{text} {named('group', item.detail, lang)}"
    return f"{text} – {named('group', item.detail, lang)}" if item.detail else text


def source(item: Indicator, lang: Lang) -> str:
    """Where the definition is from."""
    if item.key in _OF_CONTRACT:
        return word("source.contract", lang)
    return word("source.anesm" if item.key in _HABITS else "source.ours", lang)


def indicator_tables(span: Span, lang: Lang) -> tuple[Table, Table]:
    """All indicators of the span with bases and definitions, and those of the charts by month."""
    columns = [
        Column(word("indicators.code", lang)),
        Column(word("indicators", lang)),
        Column(word("indicators.value", lang), "number"),
        Column(word("indicators.part", lang), "number"),
        Column(word("indicators.base", lang), "number"),
        Column(word("indicators.definition", lang)),
        Column(word("indicators.source", lang)),
    ]
    rows: list[list[Value]] = [
        [item.key, title(item, lang), _rounded(item.value), _rounded(item.part),
         _rounded(item.base), word(f"define.{item.key}", lang), source(item, lang)]
        for item in indicators(span)
    ]  # fmt: skip
    return Table("indicators", columns, rows), _monthly(span, lang)


def _monthly(span: Span, lang: Lang) -> Table:
    columns = [Column(word("indicators.month", lang))]
    columns += [Column(word(f"title.{key}", lang), "share") for key in _CHARTED]
    rows: list[list[Value]] = []
    for month in months(span):
        found = {item.key: item for item in indicators(month)}
        shares = [_rounded(found[key].value) for key in _CHARTED]
        rows.append([f"{month.dates[0]:%Y-%m}", *shares])
    return Table("months", columns, rows)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def indicator_page(span: Span, lang: Lang) -> str:
    """One HTML page that loads nothing: figures, bases, definitions, and bars by month."""
    heading = word("indicators", lang)
    dates = formats.span(span.dates[0], span.dates[-1], lang)
    covered = word("indicators.days", lang, days=str(len(span.dates)))
    heads = ("indicators.code", "indicators", "indicators.value", "indicators.part",
             "indicators.base", "indicators.definition", "indicators.source")  # fmt: skip
    body = tag(
        "table",
        tag("thead", tag("tr", *(tag("th", word(key, lang)) for key in heads))),
        tag("tbody", *(_row(item, lang) for item in indicators(span))),
    )
    page = join(
        tag("h1", heading),
        tag("p", f"{dates} · {covered}"),
        body,
        tag("h2", word("indicators.by_month", lang)),
        tag("div", *_charts(_monthly(span, lang), lang), class_="charts"),
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{tag('title', heading)}<style>{_CSS}</style></head><body>{page}</body></html>\n"
    )


def _row(item: Indicator, lang: Lang) -> Html:
    share = item.kind == "share" and item.key != "gini"
    if share:
        value = formats.NO_VALUE
        if item.value is not None:
            value = f"{formats.number(100 * item.value, lang, 2)}{formats.NARROW}%"
    else:
        value = _number(item.value, lang)
    return tag(
        "tr",
        tag("td", item.key if item.key in CODES else None, class_="code"),
        tag("th", title(item, lang), scope="row"),
        tag("td", value, class_="number"),
        tag("td", _number(item.part, lang), class_="number"),
        tag("td", _number(item.base, lang), class_="number"),
        tag("td", word(f"define.{item.key}", lang)),
        tag("td", source(item, lang)),
    )


def _number(value: float | None, lang: Lang) -> str:
    whole = value is not None and value == int(value)
    return formats.number(value, lang, 0 if whole else 2)


def _charts(table: Table, lang: Lang) -> Sequence[Html]:
    """A chart an indicator: a bar a month, its height the share."""
    charts = []
    for at, column in enumerate(table.columns[1:], 1):
        wide = 46 * len(table.rows)
        bars = []
        for number, row in enumerate(table.rows):
            share = row[at]
            if not isinstance(share, int | float):
                continue
            high = 80 * min(share, 1.0)
            x = 46 * number
            bars.append(
                f'<rect x="{x + 6}" y="{96 - high:.1f}" width="34" height="{high:.1f}" '
                f'fill="#0b5a8f"/><text x="{x + 23}" y="{92 - high:.1f}">'
                f"{formats.percent(share, lang)}</text>"
            )
            bars.append(f'<text x="{x + 23}" y="110">{row[0]}</text>')
        drawn = Html(
            f'<svg viewBox="0 0 {max(wide, 46)} 114" width="{max(wide, 46)}" role="img">'
            f"{''.join(bars)}</svg>"
        )
        charts.append(tag("figure", drawn, tag("figcaption", column.heading)))
    return charts


_CSS = (
    "body{font:15px/1.45 system-ui,sans-serif;color:#1b2530;margin:2rem auto;max-width:1200px;"
    "padding:0 1rem}table{border-collapse:collapse}th,td{padding:.4rem .6rem;text-align:left;"
    "vertical-align:top;border-bottom:1px solid #d9dfe6}td:nth-child(n+6){font-size:.85rem;"
    "color:#55606c}.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".code{white-space:nowrap;color:#55606c}.charts{display:flex;flex-wrap:wrap;gap:1.5rem}"
    "figure{margin:0;max-width:100%;overflow-x:auto}svg text{font-size:9px;text-anchor:middle;"
    "fill:#1b2530}figcaption{font-size:.85rem}@media print{body{margin:0}tr{break-inside:avoid}}"
)
