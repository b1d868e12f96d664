"""What is made for one worker holds nobody else's name, phone, code, address or id."""

import io
import re
from dataclasses import astuple

import pytest
from pypdf import PdfReader

from optimizer.outputs.export import OF_ONE_WORKER, Asked, exported
from optimizer.outputs.view import PlanView
from tests.builders import loaded, plan, shift, visit, worker
from tests.outputs.leaving import LABELS, TOURS, document, problem, view

COLLEAGUES = {"aide-one": "Fantine Ormebief", "aide-two": "Corvin Dourmeret"}
"""Who lifts with whom: the name, and only that, stands on the sheet."""


def text_of(name: str, data: str | bytes) -> str:
    if name.endswith(".pdf"):
        assert isinstance(data, bytes)
        reader = PdfReader(io.BytesIO(data))
        return "".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    text = data if isinstance(data, str) else data.decode()
    return text.replace("\r\n ", "")


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\u00a0\u202f]", "", text)


def own(worker: str) -> set[str]:
    """Ids of the worker, of those they visit, and of what they use."""
    day = problem()
    tours = {shift: stops for shift, stops in TOURS.items() if day.shifts[shift].worker == worker}
    visits = [day.visits[stop] for stops in tours.values() for stop in stops if stop in day.visits]
    return {worker, "kitchen", "centre", "car-1", *(visit.person for visit in visits)}


@pytest.mark.parametrize("kind", sorted(OF_ONE_WORKER))
@pytest.mark.parametrize("detail", [False, True])
@pytest.mark.parametrize("worker", ["aide-one", "aide-two", "w-driver", "w-bus"])
def test_no_word_of_anybody_else(kind: str, worker: str, detail: bool) -> None:
    """Every file of every format, names of files included."""
    files = exported(kind, Asked([view()], "fr", worker, detail))

    assert files
    for name, data in files.items():
        text = squeezed(name + text_of(name, data))
        for ident in LABELS.by_id.keys() - own(worker):
            secrets = [ident, *(value for value in astuple(LABELS.of(ident)) if len(value) > 3)]
            for secret in secrets:
                if secret != COLLEAGUES.get(worker):
                    assert squeezed(secret) not in text, f"{secret} in {name} of {worker}"


def test_what_is_ones_own_is_there() -> None:
    """The page of one worker shows her persons, and the sheet their phones and codes."""
    page = exported("html", Asked([view()], "fr", "aide-one"))["plan-aide-one.html"]
    sheet = text_of("x.pdf", exported("pdf", Asked([view()], "fr", "aide-one"))["tours.pdf"])

    assert "Aldine Belbief" in page
    assert page.index('id="tours"') < page.index('id="gantt"')  # a phone shows the tour first
    assert '<details class="tour" open ' in page
    assert "3 rue du Puits" in page
    assert "door-12A4" in sheet.replace("\u200b", "")


def test_ids_make_names_of_files_that_stay_apart() -> None:
    """No id leads out of the folder, and no two to one file."""
    ids = ["a b", "a_b", "../a_b", ".a", "a/b"]
    problem = loaded(
        visits=[visit(f"v{n}", 0) for n in range(len(ids))],
        workers=[worker(ident) for ident in ids],
        shifts=[shift(ident, ident=f"s{n}") for n, ident in enumerate(ids)],
    )
    made = plan(problem, {f"s{n}": [f"v{n}"] for n in range(len(ids))})
    names = exported("ics", Asked([PlanView.of(document(problem, made))], "fr"))

    assert len(names) == len(ids)
    assert all(re.fullmatch(r"\w[\w-]*\.ics", name) for name in names), names
    assert "a_b.ics" in names
