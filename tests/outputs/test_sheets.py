"""Sheets on paper, read back from their PDFs: complete, in one language, and only one's own."""

import io
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from pypdf import PdfReader

from optimizer.outputs import Label, Labels
from optimizer.outputs.needs import MissingExtra, needed
from optimizer.outputs.sheets.parts import Sheet
from optimizer.outputs.sheets.pdf import sheets_pdf, sheets_png
from optimizer.outputs.sheets.people import call_sheet, person_sheets
from optimizer.outputs.sheets.sketch import sketch
from optimizer.outputs.sheets.tours import loading_sheets, loadings, tour_sheet
from optimizer.outputs.view import PlanView
from optimizer.rules.base import Lang
from tests.builders import link, loaded, plan, shift, visit, worker
from tests.outputs.leaving import LONG, LONG_WORD, document, view


def pages(sheets: Sequence[Sheet], lang: Lang = "fr") -> list[str]:
    """The texts of the pages, without spaces: a line may break anywhere."""
    reader = PdfReader(io.BytesIO(sheets_pdf(sheets, "t", lang)))
    return [squeezed(page.extract_text()) for page in reader.pages]


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\u00a0\u202f\u00ad]", "", text)


def sheet_of(day: PlanView, worker: str, lang: Lang = "fr") -> Sheet:
    [tour] = [tour for tour in day.tours if tour.worker == worker]
    return tour_sheet(day, tour, lang)


def test_a_tour_sheet_says_all_that_a_carer_needs() -> None:
    """Stops with time, address, code, phone, task, remarks; colleague, nurse, break, vehicle."""
    [page] = pages([sheet_of(view(), "aide-one")])

    # 08:00 lift of 30 min, 5 min of road, housework 08:35-09:35, break.
    for wanted in (
        "Corvin Dourmeret", "Lundi 23 novembre 2026", "Clio grise", "8 h 00 – 8 h 30",
        "Aldine Belbief", "3 rue du Puits", "Code : door-12A4", "Tél. 03 53 01 00 01",
        "Clé au clou",
        "Lever et toilette (30 min)", "vitale", "avec Fantine Ormebief", "8 h 35 – 9 h 35",
        "Berthille Fontelle", "après l’intervenant extérieur (8 h 00 – 8 h 15)", "Pause",
        "Retour – base", "trajet 5 min, 5,0 km", "page 1 sur 1",
    ):  # fmt: skip
        assert squeezed(wanted) in page, wanted


def test_a_sheet_speaks_one_language() -> None:
    """English from head to foot; names stay as they are."""
    [page] = pages([sheet_of(view(), "aide-one", "en")], "en")

    for wanted in ("Tour sheet", "Monday 23 November 2026", "with Fantine Ormebief", "Break",
                   "after the external visitor (08:00 – 08:15)", "To do",
                   "page 1 of 1"):  # fmt: skip
        assert squeezed(wanted) in page, wanted
    for left in ("Pause", "Feuille", "avec", "après", "novembre"):
        assert squeezed(left) not in page, left


def test_long_names_are_never_cut() -> None:
    """Long names and words without a space are whole in the text, on any sheet."""
    day = view()
    for sheets in ([sheet_of(day, "w-driver")], person_sheets(day, "fr")):
        text = "".join(pages(sheets))
        assert squeezed(LONG) in text
    assert LONG_WORD in pages([sheet_of(day, "w-driver")])[0]


def test_a_round_says_what_to_load_and_when() -> None:
    """Two meals, one without salt, before the first stop; one meal at the reload."""
    day = view()
    [tour] = [tour for tour in day.tours if tour.worker == "w-driver"]
    first, second = loadings(day, tour)

    assert dict(first.amounts) == {"meals": 2, "no_salt": 1}
    assert dict(second.amounts) == {"meals": 1}
    [page] = pages([tour_sheet(day, tour, "fr")])
    assert squeezed("À charger : 2 repas, 1 sans sel") in page
    assert squeezed("À charger : 1 repas") in page
    [totals] = pages(loading_sheets(day, "fr"))
    assert squeezed("Total3 repas, 1 sans sel") in totals
    assert "GaëtaneNouzelin" in totals


def test_a_minibus_sheet_counts_who_is_aboard() -> None:
    """One gets on, then off at the day centre, where the home's address and code are not told."""
    day = view()
    sheet = sheet_of(day, "w-bus")
    aboard = [row[-2][0].text for row in sheet.table.rows if row[-2] and row[-2][0].text]

    assert aboard == ["1", "0"]
    [page] = pages([sheet])
    # At 20 km from 09:00, 3 min, 5 min of road.
    assert squeezed("descend à 9 h 08") in page
    assert squeezed("monté à 9 h 00") in page
    assert page.count("6rueBasse") == page.count("door-78D7") == 1


def test_forty_stops_take_two_pages_and_lose_none() -> None:
    """Every stop stands once, headings stand on both, and pages are counted."""
    visits = [visit(f"v{i}", 1, "08:00-18:00", 5, person=f"person-{i:02}") for i in range(40)]
    problem = loaded(visits=visits, shifts=[shift("w1", "07:00-18:00")])
    made = plan(problem, {"s1": [f"v{i}" for i in range(40)]})
    labels = Labels(
        {p: Label(f"{p} de Fougenevaux", "12 rue des Horlogers", "03 53") for p in problem.persons}
    )
    found = pages([sheet_of(PlanView.of(document(problem, made), labels), "w1")])

    assert len(found) == 2
    for number in range(40):
        assert sum(page.count(f"person-{number:02}") for page in found) == 1
    for number, page in enumerate(found, 1):
        assert f"page{number}sur2" in page
        assert "Personne" in page


def test_a_persons_week_says_who_comes_when() -> None:
    """One sheet a person that is served; no phone and no code on any."""
    sheets = person_sheets(view(), "fr")

    assert [sheet.title for sheet in sheets] == [
        "Aldine Belbief", "Berthille Fontelle", "Doriane Grisac", LONG,
    ]  # fmt: skip
    text = "".join(pages(sheets))
    assert squeezed("8 h 00 – 8 h 30Lever et toilette") in text
    assert "door-12A4" not in text
    assert "0353" not in text


def test_calls_begin_with_the_unserved() -> None:
    """The insulin that nobody gives comes first, with the phone to ring."""
    sheet = call_sheet(view(), "fr")

    assert sheet.table.rows[0][0][0].text == "Elfège Rambois"
    assert sheet.table.rows[0][1][0].text == "03 53 01 00 05"


def test_what_is_done_before_is_told_without_names() -> None:
    """After the insulin of the same person; after something for somebody else, without what."""
    visits = [
        visit("care", 5, "08:05-08:05", 15, person="p", service="nursing", activity="insulin"),
        visit("meal", 5, "08:20-09:00", 15, person="p"),
        visit("other", 5, "09:00-10:00", 15, person="q"),
    ]
    links = [link("sequence", "care", second, min_gap_s=0) for second in ("meal", "other")]
    problem = loaded(visits=visits, links=links, workers=[worker("w1"), worker("w2")])
    made = plan(problem, {"s1": ["care"], "s2": ["meal", "other"]})
    [page] = pages([sheet_of(PlanView.of(document(problem, made)), "w2", "en")], "en")

    assert squeezed("after Insulin, Nursing (08:05 – 08:20)") in page
    assert squeezed("after Nursing (08:05 – 08:20)") in page


def test_all_sheets_of_a_large_day_fit_in_little_memory() -> None:
    """117 tours of 7 stops: a page each, and less than 300 MB for all in one PDF."""
    program = """
import io, resource, sys
from pypdf import PdfReader
from optimizer.outputs.sheets.pdf import sheets_pdf
from optimizer.outputs.sheets.tours import tour_sheet
from optimizer.outputs.view import PlanView
from tests.builders import link, loaded, plan, shift, visit, worker
from tests.outputs.leaving import document

tours = {f"s{n}": [f"v{n}.{i}" for i in range(7)] for n in range(117)}
visits = [visit(v, (47.2 + i / 500, 6.0 + n / 999), minutes=20)
          for n, names in enumerate(tours.values()) for i, v in enumerate(names)]
day = loaded(visits=visits, base=(47.2, 6.0), shifts=[shift(f"w{n}") for n in range(117)])
view = PlanView.of(document(day, plan(day, tours)))
data = sheets_pdf([tour_sheet(view, tour, "fr") for tour in view.tours], "t", "fr")
if sys.platform == "linux":  # ru_maxrss would count what the program was started from
    status = open("/proc/self/status").read()
    peak = int(status.split("VmHWM:")[1].split()[0]) // 1024
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1048576
print(len(PdfReader(io.BytesIO(data)).pages), peak)
"""
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=root)
    assert done.returncode == 0, done.stderr
    found, megabytes = map(int, done.stdout.split())

    assert found == 117
    assert megabytes < 300


def test_each_sheet_counts_its_own_pages() -> None:
    """Pages begin at one on every sheet."""
    day = view()
    found = pages([tour_sheet(day, tour, "fr") for tour in day.tours])

    assert len(found) == 4
    assert all("page1sur1" in page for page in found)


def test_the_same_plan_gives_the_same_file() -> None:
    """Nothing in a PDF depends on when it is written."""
    sheets = [sheet_of(view(), "w-bus")]

    assert sheets_pdf(sheets, "t", "fr") == sheets_pdf(sheets, "t", "fr")


def test_pages_can_be_looked_at() -> None:
    """Each page as a PNG."""
    [picture] = sheets_png([sheet_of(view(), "w-bus")], "t", "fr")

    assert picture.startswith(b"\x89PNG")


def test_names_are_text_and_not_markup() -> None:
    """What Typst or SVG would take for an instruction is printed."""
    evil = '#panic("x") *bold* $x$ <b> & \\'
    [page] = pages([sheet_of(view(Labels({"p-anna": Label(evil)})), "aide-one")])

    assert squeezed(evil) in page
    assert "&lt;&amp;" in sketch([("<&", (47.2, 6.0)), ("2", (47.3, 6.1))])


def test_a_missing_library_is_named_with_its_extra() -> None:
    """The error says what to install."""
    with pytest.raises(MissingExtra, match=r"tournee\[exports\]"):
        needed("no_such_library_here")
