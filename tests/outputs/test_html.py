"""The HTML report as text: safe, complete and self-contained. How it behaves: tests/system."""

import base64
import copy
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.outputs import Label, Labels, render_html
from optimizer.outputs.markup import VOID, Html, join, tag
from optimizer.plan.model import Plan
from optimizer.plan.reading import InvalidPlan
from optimizer.plan.writing import plan_document
from tests.builders import iso, loaded, plan, shift, visit
from tests.outputs.sample import day, document, result

EVIL = "<script>alert('x')</script><img src=x onerror=alert(1)>\"'&<!--</style>"


class Page(HTMLParser):
    """What a browser would make of a page: its elements, texts and scripts."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID | {"link"}:
            self.open.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts[-1] += data
        else:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(self.texts)

    def all(self, name: str) -> list[dict[str, str | None]]:
        """The attributes of all elements of a name."""
        return [attributes for tag, attributes in self.elements if tag == name]


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(render_html(document(), labels=LABELS))


LABELS = Labels(
    {
        "p1": Label("Aldine Belbief", "3 rue du Puits", "03 53 01 00 01", "door-12A4-key"),
        "w1": Label("Corvin Dourmeret"),
    }
)


def test_the_page_is_sound(page: Page) -> None:
    """Every element is closed, ids stand once, and the head says what it must."""
    ids = [str(attributes["id"]) for _, attributes in page.elements if "id" in attributes]

    assert page.open == []
    assert len(ids) == len(set(ids))
    assert page.all("html") == [{"lang": "fr"}]
    assert {"charset": "utf-8"} in page.all("meta")
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in page.all(
        "meta"
    )
    labelled = {attributes["aria-labelledby"] for attributes in page.all("section")}
    assert labelled <= set(ids)


def test_the_policy_forbids_connections_and_strange_scripts(page: Page) -> None:
    """Nothing may be loaded or sent; exactly the page's own script may run."""
    [policy] = [m["content"] for m in page.all("meta") if "http-equiv" in m]
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script, attributes in zip(page.scripts, page.all("script"), strict=True)
        if attributes.get("type") != "application/json"
    }

    assert rules["default-src"] == rules["connect-src"] == "'none'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == "data:"
    assert set(rules["script-src"].split()) == hashes
    assert len(hashes) == 1


def test_nothing_points_outside(page: Page) -> None:
    """No element refers to another file or address."""
    for name, attributes in page.elements:
        assert not attributes.keys() & {"src", "srcset", "action", "poster"}, name
        assert str(attributes.get("href", "#")).startswith(("#", "data:,"))
        assert not [key for key in attributes if key.startswith("on")]
        assert "url(" not in str(attributes.get("style"))
    [style] = re.findall(r"<style>(.*?)</style>", render_html(document()), re.S)
    assert "url(" not in style
    assert "@import" not in style


def test_names_cannot_become_markup() -> None:
    """Labels and ids are shown as they stand, wherever they appear, in both languages."""
    labels = Labels({ident: Label(EVIL, EVIL) for ident in ("p1", "p2", "p4", "w1", "w2")})
    evil = day(name=EVIL)
    plain = Page(render_html(document()))
    attacked = Page(render_html(plan_document(result(evil)), labels=labels))
    counts = [[name for name, _ in p.elements].count("script") for p in (plain, attacked)]

    assert counts == [2, 2]
    assert [name for name, _ in attacked.elements if name == "img"] == []
    assert EVIL in attacked.text
    data = json.loads(attacked.scripts[0])
    assert {tour["name"] for tour in data["tours"]} == {EVIL}


@settings(deadline=None, max_examples=200)
@given(st.text(), st.text())
def test_any_text_survives_a_tag(text: str, attribute: str) -> None:
    """What goes in comes out of a parser again, as text and as attribute."""
    html = tag("p", text, title=attribute)
    page = Page(html)

    shown = text.replace("\r\n", "\n").replace("\r", "\n")
    assert "".join(page.texts).replace("\r\n", "\n").replace("\r", "\n") == shown
    assert page.all("p")[0]["title"] == attribute


def test_tags_take_what_they_are_given() -> None:
    """HTML stays, text is escaped, None and False leave out, True stands alone."""
    assert tag("br") == "<br>"
    assert tag("p", Html("<b>"), "<i>", None) == "<p><b>&lt;i&gt;</p>"
    assert tag("p", class_="a", data_x="<", hidden=True, id=None, title=False) == (
        '<p class="a" data-x="&lt;" hidden></p>'
    )
    assert join("&", tag("i")) == "&amp;<i></i>"


def test_everything_of_the_plan_is_there(page: Page) -> None:
    """All tours and stops, the unserved visit with its reasons, names, figures and score."""
    tours = [a for a in page.all("details") if a.get("class") == "tour"]
    rows = [a["class"] for a in page.all("tr") if a.get("class") in ("visit", "break", "depot")]
    text = page.text.replace("\u202f", " ").replace("\u00a0", " ")

    assert [a["id"] for a in tours] == ["tour-s1", "tour-s2"]
    assert rows == ["depot", "visit", "visit", "break", "visit", "depot",
                    "depot", "visit", "visit", "depot"]  # fmt: skip
    for wanted in (
        "Tournées du lundi 23 novembre 2026",
        "Petite journée",
        "5 sur 6",
        "Aldine Belbief",
        "3 rue du Puits",
        "Corvin Dourmeret",
        "7 h 20 – 8 h 05",
        "en retard de 10 min",
        "verrouillée",
        "Compétence manquante (nursing 3) : impossible pour 1 tournée",
        "Aucun horaire possible : 1 tournée (w2) sans place dans ce plan.",
        "Aucune règle enfreinte.",
        "Coupures",
        "Temps de trajet",
    ):
        assert wanted in text, wanted


def test_phones_and_door_codes_stay_out() -> None:
    """What opens a door or rings somebody up is not in the report."""
    html = render_html(document(), labels=LABELS)

    assert "03 53 01 00 01" not in html
    assert "door-12A4-key" not in html


def test_texts_stand_in_both_languages() -> None:
    """What the page shows in one language it also carries in the other."""
    french, english = (Page(render_html(document(), lang=lang)) for lang in ("fr", "en"))
    carried = [
        [(a["data-fr"], a["data-en"]) for _, a in page.elements if "data-fr" in a]
        for page in (french, english)
    ]

    assert english.all("html") == [{"lang": "en"}]
    assert carried[0] == carried[1]
    assert all(fr and en for fr, en in carried[0])
    assert "Tours of Monday 23 November 2026" in english.text
    assert "Tournées du lundi" not in english.text
    assert json.loads(french.scripts[0]) == json.loads(english.scripts[0])


def test_broken_rules_stand_first() -> None:
    """A plan that breaks a rule says so before anything else."""
    problem = loaded(visits=[visit("v1", window="09:00-10:00")])
    late = plan(problem, {"s1": ["v1"]}, starts={"v1": "11:00"})
    page = Page(render_html(plan_document(result(problem, late, bound=()))))
    sections = [a["id"] for a in page.all("section")]

    assert sections[:2] == ["violations", "overview"]
    assert "hors de ses créneaux" in page.text
    assert "Aucune règle enfreinte." not in page.text


def test_waivers_and_facts_are_shown() -> None:
    """Who accepted what, and what the plan could not change any more."""
    waiver = {"rule": "breaks", "subject": "s1", "reason": "training day", "by": "Dupont"}
    problem = loaded(
        visits=[visit("v1", window="09:00-10:00")], freeze_before=iso("12:00"), waivers=[waiver]
    )
    late = plan(problem, {"s1": ["v1"]}, starts={"v1": "11:00"})
    text = Page(render_html(plan_document(result(problem, late, bound=())), lang="en")).text

    assert "Breaks, s1: training day (Dupont)" in text
    assert "outside its windows" in text


def test_a_plan_without_tours_or_places_is_rendered() -> None:
    """Nobody goes anywhere, and nowhere is on the map: the report says so."""
    problem = loaded(visits=[visit("v1", at=5)])
    empty = Page(render_html(plan_document(result(problem, Plan((), {"v1": ()}), bound=()))))
    unmapped = plan_document(result(problem, plan(problem, {"s1": ["v1"]}), bound=()))

    assert "Raison non précisée." in empty.text
    assert "Aucune position connue" in Page(render_html(unmapped)).text


def test_several_days_can_be_told_apart() -> None:
    """With a longer horizon there is a choice of days, and tours say their day."""
    problem = loaded(
        visits=[visit("v1", at=5), visit("v2", at=5, day=1)],
        shifts=[shift("w1"), shift("w1", day=1)],
        days=2,
    )
    page = Page(
        render_html(
            plan_document(result(problem, plan(problem, {"s1": ["v1"], "s1.1": ["v2"]}), bound=()))
        )
    )
    tours = [a for a in page.all("details") if a.get("class") == "tour"]

    assert "Tournées du lundi 23 novembre 2026 au mardi 24 novembre 2026" in page.text
    heads = [a for a in page.all("h3") if a.get("class") == "day-head"]
    assert [a["data-day"] for a in tours] == ["0", "1"] == [a["data-day"] for a in heads]
    assert "mardi 24 novembre 2026" in page.texts


def test_a_large_day_stays_small() -> None:
    """A day of 750 visits and 90 tours is a file below 1.5 MB: it fits in a mail."""
    tours = {f"s{n}": [f"v{n}.{i}" for i in range(8)] for n in range(1, 95)}
    problem = loaded(
        base=(47.24, 6.02),
        visits=[
            visit(
                name,
                (
                    47.2 + len(name) * int(name[1:].replace(".", "")) % 997 / 1e4,
                    6.0 + int(name[1:].replace(".", "")) % 991 / 1e4,
                ),
                minutes=20,
            )
            for names in tours.values()
            for name in names
        ],
        shifts=[shift(f"w{n}") for n in range(1, 95)],
    )
    html = render_html(plan_document(result(problem, plan(problem, tours), bound=())))

    assert len(problem.visits) == 752
    assert len(html.encode()) < 1_500_000


def test_what_is_no_plan_is_refused() -> None:
    """A document with errors is not rendered."""
    broken: dict[str, Any] = copy.deepcopy(document())
    broken["tours"][0]["shift"] = "nobody's"

    with pytest.raises(InvalidPlan):
        render_html(broken)
