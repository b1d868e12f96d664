"""The HTML report in a real browser, offline: it opens, draws, switches, filters, and fits."""

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pypdf import PdfReader

from optimizer.outputs import Label, Labels, render_html
from optimizer.outputs.html import page as page_of
from optimizer.outputs.view import PlanView
from optimizer.plan.writing import plan_document
from tests.builders import loaded, plan, shift, visit
from tests.outputs.sample import document, result

pytestmark = pytest.mark.system

EVIL = "<script>document.title='owned'</script><b>Mallory</b>"
LABELS = Labels(
    {
        "p1": Label("Aldine Belbief", "3 rue du Puits"),
        "p2": Label("Éloïse Noël"),
        "p3": Label(EVIL, EVIL),
        "w1": Label("Corvin Dourmeret"),
    }
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; a missing one is a failure, since nothing else tests the page."""
    path = os.environ.get("TOURNEE_CHROMIUM") or shutil.which("chromium")
    assert path, "no Chromium: install the package chromium, or set TOURNEE_CHROMIUM to its path"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        )
        yield browser
        browser.close()


class Opened:
    """A report in the browser, and what it asked for or complained about."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text)
                if message.type in ("error", "warning")
                else None
            ),
        )
        page.goto(file.as_uri())
        page.wait_for_selector("#gantt-chart svg")

    def rows(self) -> list[str]:
        """Persons and breaks in the rows that can be seen."""
        return self.page.locator(".tour tbody tr:visible td.person").all_inner_texts()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """The sample day in a wide window, without any network."""
    file = tmp_path / "plan.html"
    file.write_text(render_html(document(), labels=LABELS), encoding="utf-8")
    context = browser.new_context(offline=True, viewport={"width": 1400, "height": 900})
    opened = Opened(context.new_page(), file)
    yield opened
    assert opened.complaints == []
    assert opened.requests == [file.as_uri()]
    context.close()


def test_it_opens_offline_and_draws(opened: Opened) -> None:
    """No request but the file itself, nothing in the console, and both charts are drawn."""
    page = opened.page

    assert page.title() == "Tournées du lundi 23 novembre 2026"
    # Five visits, a break, their travel and waits, two shifts.
    assert page.locator("#gantt-chart rect.visit").count() == 5
    assert page.locator("#gantt-chart rect").count() > 15
    assert page.locator("#map-chart polyline").count() == 2
    assert page.locator("#map-chart circle").count() == 5
    box = page.locator("#map-chart").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) > 300


def test_the_policy_is_in_force(opened: Opened) -> None:
    """The page can neither connect anywhere nor run a script that is put into it."""
    page = opened.page
    tried = page.evaluate("""async () => {
        const script = document.createElement("script");
        script.textContent = "window.intruder = true";
        document.body.append(script);
        const fetched = await fetch("data:,x").then(() => true, () => false);
        return [fetched, window.intruder ?? false];
    }""")

    assert tried == [False, False]
    assert len(opened.complaints) >= 2  # the browser said that it refused both
    opened.complaints.clear()


def test_names_are_shown_as_they_stand(opened: Opened) -> None:
    """A label with markup is text in the table and in the charts, and runs nothing."""
    page = opened.page
    page.click("#open-all")

    assert any(EVIL in row for row in opened.rows())
    assert page.title().startswith("Tournées")
    titles = page.locator("#gantt-chart title").all_text_contents()
    [text] = [text for text in titles if "Mallory" in text]
    assert text.splitlines()[0] == EVIL
    assert page.locator("#gantt-chart b, #gantt-chart script").count() == 0


def test_the_language_can_be_switched(opened: Opened) -> None:
    """Every text changes, title and charts too, and back again."""
    page = opened.page
    before = page.inner_text("body")
    page.click("button[data-lang=en]")

    assert page.get_attribute("html", "lang") == "en"
    assert page.title() == "Tours of Monday 23 November 2026"
    assert page.locator("button[data-lang=en]").get_attribute("aria-pressed") == "true"
    text = page.inner_text("body")
    for wanted in ("Visits served", "5 of 6", "A skill is missing", "2 tours shown", "Home help"):
        assert wanted in text, wanted
    for left in ("Tournées", "À pourvoir", "Aide à domicile", "intervention", "Trajet"):
        assert left not in text, left
    assert "Insulin" in str(page.locator("#gantt-chart title").all_text_contents())

    page.click("button[data-lang=fr]")
    assert page.inner_text("body") == before


def test_search_finds_persons_workers_and_activities(opened: Opened) -> None:
    """Rows that match stay, whatever the case and accents; their tours open."""
    page = opened.page
    page.fill("#search", "eloise")
    assert opened.rows() == ["Éloïse Noël"]
    assert page.inner_text("#shown") == "1 tournée affichée"

    page.fill("#search", "corvin LEVER")
    assert opened.rows() == ["Aldine Belbief\n3 rue du Puits"]

    page.fill("#search", "nursing 3")  # why the insulin of p4 is not served
    assert page.inner_text("#shown") == "0 tournée affichée, 1 à pourvoir"
    assert page.locator(".unserved > li:visible").count() == 1
    assert not page.is_visible("#nothing-found")

    page.fill("#search", "nobody at all")
    assert opened.rows() == []
    assert page.is_visible("#nothing-found")

    page.click("#reset")
    assert page.inner_text("#shown") == "2 tournées affichées"
    assert not page.is_visible("#nothing-found")


def test_filters_narrow_tours_and_charts(opened: Opened) -> None:
    """A service or a worker shows its own tours only, in the list and over time."""
    page = opened.page
    everything = page.locator("#gantt-chart rect").count()
    page.select_option("#by-service", "nursing")

    assert page.locator(".tour:visible").count() == 1
    assert 0 < page.locator("#gantt-chart rect").count() < everything
    page.select_option("#by-worker", "w1")
    assert page.locator(".tour:visible").count() == 0
    assert not page.is_visible("#gantt-chart")
    page.click("#reset")
    assert page.locator(".tour:visible").count() == 2
    assert page.locator("#gantt-chart rect").count() == everything


def test_all_tours_open_and_close(opened: Opened) -> None:
    """One button shows every stop, and hides them again."""
    page = opened.page
    assert opened.rows() == []
    page.click("#open-all")
    assert len(opened.rows()) == 10
    assert page.inner_text("#open-all") == "Tout replier"
    page.click("#open-all")
    assert opened.rows() == []


def test_a_link_to_a_tour_opens_it(browser: Browser, tmp_path: Path) -> None:
    """The address names the tour; another one that filters hide is shown all the same."""
    file = tmp_path / "plan.html"
    file.write_text(render_html(document(), labels=LABELS), encoding="utf-8")
    page = browser.new_context(offline=True).new_page()
    page.goto(f"{file.as_uri()}#tour-s2")

    assert page.get_attribute("#tour-s2", "open") is not None
    assert page.get_attribute("#tour-s1", "open") is None
    page.select_option("#by-worker", "w2")
    page.evaluate("location.hash = '#100%'")  # no address of a tour, and no harm
    page.evaluate("location.hash = '#tour-s1'")
    page.wait_for_selector("#tour-s1[open]")
    assert page.is_visible("#tour-s1")
    page.context.close()


def test_a_bar_opens_its_tour(opened: Opened) -> None:
    """A click on a visit in the chart shows its stops."""
    opened.page.locator("#gantt-chart rect.visit").first.click()

    assert opened.page.locator(".tour[open]").count() == 1


def test_the_map_can_be_looked_at_closely(opened: Opened) -> None:
    """Nearer, farther, all of it again."""
    page = opened.page
    box = page.locator("#map-chart svg")
    whole = box.get_attribute("viewBox")
    page.locator(".zoom button").nth(0).click()
    assert box.get_attribute("viewBox") != whole
    page.locator(".zoom button").nth(2).click()
    assert box.get_attribute("viewBox") == whole


def test_what_is_filtered_is_printed_and_nobody_else(opened: Opened, tmp_path: Path) -> None:
    """One worker: her stops unfolded, no figures and no unserved visits of all the service."""
    page = opened.page
    page.select_option("#by-worker", "w1")
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = "".join(sheet.extract_text() for sheet in paper.pages)

    assert len(paper.pages) <= 3
    assert "Aldine Belbief" in text
    assert "Éloïse Noël" in text
    for other in ("Mallory", "w2", "Insuline", "Heures payées"):
        assert other not in text, other
    assert page.locator(".tour[open]").count() == 0  # folded again


@pytest.mark.parametrize("width", [360, 390, 768, 1400, 2200])
def test_it_fits_every_screen(browser: Browser, tmp_path: Path, width: int) -> None:
    """No horizontal scrolling, with all tours open, in both languages."""
    file = tmp_path / "plan.html"
    file.write_text(render_html(document(), labels=LABELS), encoding="utf-8")
    context = browser.new_context(offline=True, viewport={"width": width, "height": 844})
    opened = Opened(context.new_page(), file)
    page = opened.page
    page.click("#open-all")
    for lang in ("en", "fr"):
        page.click(f"button[data-lang={lang}]")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        wide = page.evaluate(
            """(width) => [...document.querySelectorAll("main *")]
            .filter((e) => !e.closest("svg, .chart") && e.getBoundingClientRect().right > width + 1)
            .map((e) => e.outerHTML.slice(0, 80))""",
            width,
        )
        assert wide == []
    assert opened.complaints == []
    context.close()


def test_it_reads_without_scripts(browser: Browser, tmp_path: Path) -> None:
    """Where scripts are off, everything but the charts is there."""
    file = tmp_path / "plan.html"
    file.write_text(render_html(document(), lang="en"), encoding="utf-8")
    context = browser.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())

    text = page.inner_text("body")
    assert "Charts and filters need JavaScript" in text
    assert "5 of 6" in text
    assert page.locator(".tour").count() == 2
    context.close()


def test_one_workers_page_shows_the_tour_at_once(browser: Browser, tmp_path: Path) -> None:
    """On a phone, without a touch: her stops, and nothing that the browser complains of."""
    file = tmp_path / "plan.html"
    day = PlanView.of(document(), LABELS)
    file.write_text(page_of(day, "fr", worker="w1"), encoding="utf-8")
    context = browser.new_context(offline=True, viewport={"width": 390, "height": 844})
    opened = Opened(context.new_page(), file)

    assert "Aldine Belbief\n3 rue du Puits" in opened.rows()
    first = opened.page.locator("td.person").nth(1).bounding_box()
    assert first is not None
    assert first["y"] < 844
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert opened.complaints == []
    context.close()


def test_several_days_begin_with_the_first(browser: Browser, tmp_path: Path) -> None:
    """A longer horizon shows one day at first; another one, or all, can be chosen."""
    problem = loaded(
        visits=[visit("v1", at=5), visit("v2", at=5, day=1)],
        shifts=[shift("w1"), shift("w1", day=1)],
        days=2,
    )
    made = plan(problem, {"s1": ["v1"], "s1.1": ["v2"]})
    file = tmp_path / "plan.html"
    file.write_text(render_html(plan_document(result(problem, made, bound=()))), encoding="utf-8")
    context = browser.new_context(offline=True)
    opened = Opened(context.new_page(), file)
    page = opened.page

    assert page.locator(".tour:visible").count() == 1
    page.select_option("#by-day", "1")
    assert "mardi 24 novembre 2026" in page.locator(".tour:visible").inner_text()
    page.select_option("#by-day", "")
    assert page.locator(".tour:visible").count() == 2
    assert page.locator(".day-head:visible").all_inner_texts() == [
        "lundi 23 novembre 2026", "mardi 24 novembre 2026",
    ]  # fmt: skip
    assert opened.complaints == []
    context.close()


def test_a_whole_standard_day_opens_as_the_demo_writes_it(browser: Browser, tmp_path: Path) -> None:
    """The real way, generate, plan, report, at full size: both languages, every visit in a row."""
    names = ("problem.json", "labels.csv", "plan.html", "plan.json")
    problem, labels, page_file, plan_file = (tmp_path / name for name in names)
    commands = (
        ["generate", "besancon", "--date", "2026-11-24", "-o", problem, "--labels", labels],
        ["plan", problem, "--labels", labels, "--html", page_file, "-o", plan_file,
         "--stop", "5it"],
    )  # fmt: skip
    for command in commands:
        tournee = Path(sys.executable).parent / "tournee"
        subprocess.run([tournee, *command], check=True, capture_output=True)
    plan = json.loads(plan_file.read_text(encoding="utf-8"))
    stops = sum(len(tour["stops"]) for tour in plan["tours"])
    context = browser.new_context(offline=True, viewport={"width": 1400, "height": 900})
    opened = Opened(context.new_page(), page_file)
    page = opened.page

    assert page.title() == "Tournées du mardi 24 novembre 2026"
    page.get_by_role("button", name="English").click()
    assert "Tours" in page.title()
    served = page.locator(".tour tbody td.person").count()
    assert served == stops  # visits, breaks and depots
    assert opened.complaints == []
    assert opened.requests == [page_file.as_uri()]
    context.close()
