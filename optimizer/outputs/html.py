"""The plan as one HTML file that opens offline: it loads nothing and may connect to nothing."""

import base64
import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from string import Template
from typing import Any

from optimizer.outputs import html_details as details
from optimizer.outputs import html_score as ending
from optimizer.outputs import html_summary as summary
from optimizer.outputs.chart import chart_data
from optimizer.outputs.labels import Labels
from optimizer.outputs.markup import Bilingual, Html, join, tag
from optimizer.outputs.view import PlanView
from optimizer.rules.base import Lang


def render_html(
    document: Mapping[str, Any], *, lang: Lang = "fr", labels: Labels | None = None
) -> str:
    """Render a plan document as a self-contained HTML report.

    Parameters
    ----------
    document
        The plan as JSON values; nothing else is needed.
    lang
        Language to start in; the page switches between both.
    labels
        Names and addresses to show instead of ids. Phones and door codes are not shown.

    Raises
    ------
    InvalidPlan
        The document is not a plan.
    """
    return page(PlanView.of(document, labels), lang)


def page(view: PlanView, lang: Lang, *, worker: str | None = None) -> str:
    """The report of a plan, or of one worker's tours only, with nobody else's data in it."""
    if worker is not None:
        view = view.only(worker)
    script = _file("report.js")
    return Template(_file("report.html")).substitute(
        lang=lang,
        policy=_policy(script),
        title=_text(view.title(lang)),
        css=_file("report.css"),
        page=_page(view, Bilingual(lang), whole=worker is None),
        data=_json(chart_data(view)),
        script=script,
    )


def _page(view: PlanView, b: Bilingual, *, whole: bool) -> Html:
    if whole:
        parts = [
            summary.breaches(view, b),
            summary.overview(view, b),
            summary.unserved(view, b),
            details.filters(view, b),
            details.charts(view, b),
            details.tours(view, b),
            ending.score(view, b),
            ending.about(view, b),
        ]
    else:  # on the phone of its worker a tour comes first, unfolded
        parts = [
            details.tours(view, b, unfolded=True),
            details.charts(view, b),
            summary.overview(view, b),
            details.filters(view, b),
            ending.about(view, b),
        ]
    main = tag("main", *parts, id="content")
    skip = b.word("skip", "a", class_="skip", href="#content")
    return join(skip, summary.header(view, b), main, tag("footer", b.word("made_by")))


def _file(name: str) -> str:
    return files("optimizer.outputs").joinpath(name).read_text(encoding="utf-8")


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _policy(script: str) -> str:
    """Only this script runs, and no connection is possible; bars of figures need styles."""
    hashed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{hashed}'; style-src 'unsafe-inline'; "
        "img-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _json(value: Any) -> str:
    """JSON that can stand in a script element: without `<`, nothing can end it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
