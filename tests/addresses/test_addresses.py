"""Addresses against a local server that answers like the real ones: found, ambiguous, unknown,
refused, silent, garbage. Nothing is guessed."""

import logging
import socket
import sqlite3
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from optimizer.geocoding.cache import Cache, UnreadableCache, default_path
from optimizer.geocoding.choices import Choices, choices_text, key, read_choices
from optimizer.geocoding.judge import sure
from optimizer.geocoding.locate import Locator
from optimizer.geocoding.service import BadUrl, Candidate, Service, ServiceFailed
from optimizer.tables.errors import InvalidTables
from optimizer.tables.importing import NotLocated
from tests.addresses.server import (
    CHEMIST,
    CHEMIST_ALONE,
    LANTERNS,
    MILL,
    NO_SUCH_NUMBER,
    NOWHERE,
    SAME_DOOR,
    TOWN,
    VAGUE,
    Town,
    running,
)

SOON = 0.01


@pytest.fixture
def town() -> Iterator[Town]:
    with running() as server:
        yield server


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    found = Cache(tmp_path / "private" / "geocoding.sqlite")
    yield found
    found.close()


def ban(town: Town, timeout_s: float = 5.0) -> Service:
    return Service("ban", town.url + "/geocodage", timeout_s=timeout_s, retry_wait_s=SOON)


def code(found: object) -> str:
    assert isinstance(found, NotLocated)
    return found.code


# Answers


def test_a_sure_address_has_its_place(town: Town) -> None:
    """One candidate well above the threshold and alone near its score: its latitude, longitude."""
    assert Locator(ban(town))([MILL])[MILL] == (47.2412, 6.0301)
    assert town.asked == [MILL]


def test_two_candidates_at_one_door_are_one_place(town: Town) -> None:
    """Scores 0.95 and 0.94, but 0.0005 degrees = 56 m apart: no question to the planner."""
    assert Locator(ban(town))([SAME_DOOR])[SAME_DOOR] == (47.25, 6.02)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(LANTERNS, id="two places, 0.88 and 0.86, kilometres apart"),
        pytest.param(VAGUE, id="score 0.55, below 0.7"),
        pytest.param(TOWN, id="the middle of a town"),
        pytest.param(NO_SUCH_NUMBER, id="a number is asked, only the street is known"),
    ],
)
def test_an_unsure_address_is_listed_never_guessed(town: Town, address: str) -> None:
    """It has no place, and its candidates wait for the planner's choice."""
    locator = Locator(ban(town))
    assert code(locator([address])[address]) == "ambiguous_address"
    assert locator.open[address]


def test_an_unknown_address_is_listed_without_candidates(town: Town) -> None:
    """No candidate at all: the planner writes the coordinates."""
    locator = Locator(ban(town))
    assert code(locator([NOWHERE])[NOWHERE]) == "unknown_address"
    assert locator.open == {NOWHERE: ()}


def test_the_threshold_can_be_set(town: Town) -> None:
    """0.55 is enough where 0.5 is asked for."""
    assert Locator(ban(town), threshold=0.5)([VAGUE])[VAGUE] == (47.23, 6.0)


def test_nominatim_answers_in_another_shape(town: Town) -> None:
    """A house is found, two houses are ambiguous, a town is no address; one question a second."""
    service = Service("nominatim", town.url + "/nominatim", retry_wait_s=SOON)
    locator = Locator(service)
    started = time.monotonic()
    found = locator([MILL, LANTERNS, TOWN])
    assert time.monotonic() - started >= 2  # two waits between three questions
    assert found[MILL] == (47.2412, 6.0301)
    assert code(found[LANTERNS]) == code(found[TOWN]) == "ambiguous_address"
    assert all(agent.startswith("tournee/") for agent in town.agents)


def test_a_point_of_interest_is_no_home(town: Town) -> None:
    """Nominatim ranks a pharmacy like a house: not taken for another street with the same number
    and postcode, nor where the address has no number."""
    service = Service("nominatim", town.url + "/nominatim", retry_wait_s=SOON)
    locator = Locator(service)
    found = locator([CHEMIST, CHEMIST_ALONE])
    assert code(found[CHEMIST]) == code(found[CHEMIST_ALONE]) == "ambiguous_address"
    assert list(locator.open) == [CHEMIST, CHEMIST_ALONE]


# Numbers and postcodes

HOUSE, STREET = "12 Rue de Vesoul 25000 Besançon", "Rue de Vesoul 25000 Besançon"


def candidate(label: str, score: float = 0.9) -> Candidate:
    return Candidate(label, 47.25, 6.02, score, "house" if label[0].isdigit() else "street")


@pytest.mark.parametrize(
    "start",
    ["12 ", "12, ", "12bis ", "12 ter ", "12F ", "12 f ", "n°12 ", "N° 12 ", "no12 ", "Bât B 12 ",
     "Bât. 3 - 12 ", "Résidence Les Lilas 12 ", "Les Lilas\n12 ", "Appt 4 - 12 ", "appt n°4, 12 ",
     "3ème étage 12 ", "Escalier 2 porte 5, 12 "],
)  # fmt: skip
def test_a_number_is_seen_wherever_it_stands(start: str) -> None:
    """The house of that number is the place; the street's middle and another number are not."""
    address = start + "rue de Vesoul, 25000 Besançon"
    house = candidate(HOUSE)
    assert sure(address, [house]) == house
    for label in (STREET, "2 Rue de Vesoul 25000 Besançon", "112 Rue de Vesoul 25000 Besançon"):
        assert sure(address, [candidate(label)]) is None


@pytest.mark.parametrize("start", ["12-14 ", "12/14 ", "12 et 14 "])
def test_one_of_two_numbers_is_not_guessed(start: str) -> None:
    """14 may be the door, or 12 a flat: the planner says."""
    address = start + "rue de Vesoul, 25000 Besançon"
    for label in (STREET, HOUSE, "14 Rue de Vesoul 25000 Besançon"):
        assert sure(address, [candidate(label)]) is None


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("12 rue de Vesoul, Besançon", "2 Rue de Vesoul 25000 Besançon"),
        ("12 rue de Vesoul 25000 Besançon", "12 Rue de Vesoul 25300 Pontarlier"),
        ("rue de Vesoul 25000 Besançon", "Rue de Vesoul 25300 Pontarlier"),
        ("rue de Vesoul 25000 Besançon", HOUSE),
        ("8 rue du 8 mai 1945, Besançon", "3 Rue du 8 Mai 1945 25000 Besançon"),
        ("12 rue de Vesoul", "3 Rue du 12e Chasseurs 25000 Besançon"),
    ],
)
def test_another_number_or_town_is_another_place(address: str, label: str) -> None:
    """However well the rest matches: the number and the postcode decide."""
    assert sure(address, [candidate(label)]) is None


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("12 rue de Vesoul", HOUSE),
        ("rue de Vesoul 25000 Besançon", STREET),
        ("place du 8 septembre, 25000 Besançon", "Place du 8 Septembre 25000 Besançon"),
        ("3 rue du 8 mai 1945", "3 Rue du 8 Mai 1945 25000 Besançon"),
        ("12 rue du 60e RI", "12 Rue du 60e RI 25000 Besançon"),
    ],
)
def test_a_street_may_be_called_after_a_number(address: str, label: str) -> None:
    """A date is no number of a house; an address without a postcode has any."""
    found = candidate(label)
    assert sure(address, [found]) == found


# Failures


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "0"}])
def test_too_many_requests_is_tried_again(town: Town, headers: dict[str, str]) -> None:
    """Twice 429, with or without Retry-After, then the answer."""
    town.failures = [(429, headers), (429, headers)]
    assert Locator(ban(town))([MILL])[MILL] == (47.2412, 6.0301)
    assert town.asked == [MILL] * 3


def test_retry_after_is_honoured(town: Town) -> None:
    """The service asks to wait one second: the next question comes after it."""
    town.failures = [(429, {"Retry-After": "1"})]
    started = time.monotonic()
    assert ban(town).ask(MILL)
    assert time.monotonic() - started >= 1


def test_a_long_wait_is_a_failure(town: Town) -> None:
    """An hour to wait: the import ends and says so, after one question."""
    town.failures = [(429, {"Retry-After": "3600"})]
    with pytest.raises(ServiceFailed, match="too many requests, wait 3600 s"):
        ban(town).ask(MILL)
    assert town.asked == [MILL]


@pytest.mark.parametrize(
    ("failure", "reason", "asked"),
    [
        pytest.param((429, {}), "too many requests", 3, id="429 each time"),
        pytest.param((500, {}), "500", 3, id="500"),
        pytest.param((503, {}), "time-out", 3, id="503"),
        pytest.param(0.5, "time-out", 3, id="silence"),
        pytest.param(b"<html>Bad gateway</html>", "unexpected answer", 1, id="HTML"),
        pytest.param(b"{ not JSON", "unexpected answer", 1, id="broken JSON"),
        pytest.param(b"\xff\xfe\x00", "unexpected answer", 1, id="no text"),
        pytest.param(b"[]", "unexpected answer", 1, id="a list"),
        pytest.param(b"null", "unexpected answer", 1, id="null"),
        pytest.param(b'{"error": "x"}', "unexpected answer", 1, id="no features"),
        pytest.param(b'{"features": {}}', "unexpected answer", 1, id="features no list"),
        pytest.param(b'{"features": [{}]}', "unexpected answer", 1, id="an empty feature"),
        pytest.param(
            b'{"features": [{"geometry": {"coordinates": [6.0, NaN]}, "properties": '
            b'{"label": "x", "score": 0.9, "type": "housenumber"}}]}',
            "unexpected answer", 1, id="no number",
        ),
        pytest.param(
            b'{"features": [{"geometry": {"coordinates": [200, 47]}, "properties": '
            b'{"label": "x", "score": 0.9, "type": "housenumber"}}]}',
            "unexpected answer", 1, id="not on earth",
        ),
        pytest.param((401, {}), "401|Unauthorized", 1, id="401"),
    ],
)  # fmt: skip
def test_a_failing_service_is_told_after_a_few_tries(
    town: Town, failure: object, reason: str, asked: int
) -> None:
    """What another try may mend is tried three times; rubbish is not believed."""
    town.failures = [failure] * 3
    with pytest.raises(ServiceFailed, match=reason):
        ban(town, timeout_s=0.2).ask(MILL)
    assert len(town.asked) == asked


def test_a_bad_request_is_an_unknown_address(town: Town) -> None:
    """The service answers 400 to what is no address, like a text of two letters."""
    town.failures = [(400, {})]
    assert ban(town).ask("xx") == ()


class Counting(Service):
    """A service that remembers what it was asked."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.asked: list[str] = []

    def ask(self, address: str) -> Any:
        self.asked.append(address)
        return super().ask(address)


def test_nobody_answers() -> None:
    """Connection refused: told as such, for each address, but asked for the first three only."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    service = Counting("ban", f"http://127.0.0.1:{port}", retry_wait_s=SOON)
    addresses = [f"{n} rue du Vieux-Tamis" for n in range(30)]
    found = Locator(service)(addresses)
    assert {code(found[address]) for address in addresses} == {"geocoder_failed"}
    assert service.asked == addresses[:3]


def test_addresses_are_never_logged(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    """Not even when the service fails: warnings of libraries would name them."""
    town.failures = [(429, {}), (500, {}), b"<html>"]
    with caplog.at_level(logging.INFO):
        Locator(ban(town))([MILL, LANTERNS])
    assert "Moulin" not in caplog.text
    assert "Lanternes" not in caplog.text


@pytest.mark.parametrize("url", ["data.geopf.fr", "ftp://data.geopf.fr", "http://x/?q=1"])
def test_a_url_that_is_none_is_refused(url: str) -> None:
    """Before anything is sent."""
    with pytest.raises(BadUrl):
        Service("ban", url)


def test_the_public_services_are_those_in_force() -> None:
    """Base Adresse Nationale moved: geopy's default was switched off."""
    assert Service("ban").url == "https://data.geopf.fr/geocodage"
    assert Service("nominatim").url == "https://nominatim.openstreetmap.org"


# The cache


def test_an_address_is_asked_once(town: Town, cache: Cache) -> None:
    """Found, ambiguous and unknown answers are kept, whatever the case and spaces."""
    addresses = [MILL, LANTERNS, NOWHERE]
    first = Locator(ban(town), cache)(addresses)
    again = [MILL.upper(), LANTERNS, "  " + NOWHERE.replace(" ", "  ")]
    second = Locator(ban(town), cache)(again)
    assert list(first.values()) == list(second.values())
    assert town.asked == addresses


def test_a_failure_is_not_kept(town: Town, cache: Cache) -> None:
    """Asked again the next time."""
    town.failures = [b"rubbish"]
    locator = Locator(ban(town), cache)
    assert code(locator([MILL])[MILL]) == "geocoder_failed"
    assert locator([MILL])[MILL] == (47.2412, 6.0301)


def test_the_cache_is_for_its_owner_only(tmp_path: Path) -> None:
    """Addresses are personal data: mode 0600, in a folder 0700."""
    path = tmp_path / "new" / "geocoding.sqlite"
    Cache(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_old_answers_are_dropped(tmp_path: Path) -> None:
    """After half a year an address is asked anew."""
    path = tmp_path / "geocoding.sqlite"
    cache = Cache(path)
    cache.put("ban", "x", (Candidate("X", 47.0, 6.0, 0.9, "house"),))
    cache.close()
    file = sqlite3.connect(path)
    with file:
        file.execute("UPDATE answers SET asked = '2020-01-01T00:00:00+00:00'")
    file.close()
    cache = Cache(path)
    assert cache.get("ban", "x") is None
    cache.close()


def test_a_file_that_is_no_cache_is_refused(tmp_path: Path) -> None:
    """Not overwritten: it may be something else."""
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but a text that is long enough to be seen as none " * 20)
    with pytest.raises(UnreadableCache):
        Cache(path)
    assert path.read_text().startswith("not a database")


def test_the_default_cache_is_in_the_cache_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where XDG_CACHE_HOME says."""
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert default_path() == Path("/somewhere/tournee/geocoding.sqlite")


# Choices


def test_choices_go_round(town: Town, tmp_path: Path) -> None:
    """Written with all candidates, marked by the planner, and taken without asking again."""
    locator = Locator(ban(town))
    locator([LANTERNS, NOWHERE])
    file = tmp_path / "choix.csv"
    lines = choices_text(locator.open, {}).splitlines()
    assert lines[0].lstrip("\ufeff") == "adresse;choix;latitude;longitude;proposition;score"
    assert len(lines) == 1 + 2 + 1
    lines[2] = lines[2].replace(f"{LANTERNS};;", f"{LANTERNS};x;")
    lines[3] = f"{NOWHERE};X;47,2001;5,9999;;"
    file.write_text("\n".join(lines), encoding="utf-8")

    choices = read_choices(file)
    found = Locator(None, choices=choices)([LANTERNS, NOWHERE])
    assert found == {LANTERNS: (47.22, 5.93), NOWHERE: (47.2001, 5.9999)}


def test_earlier_choices_are_kept_when_the_file_is_written_anew(tmp_path: Path) -> None:
    """The planner's work is not lost when there are more addresses to decide about."""
    file = tmp_path / "choix.csv"
    file.write_text(f"adresse;choix;latitude;longitude\n{NOWHERE};x;47,2;5,9\n", encoding="utf-8")
    before: Choices = read_choices(file)
    file.write_text(choices_text({VAGUE: ()}, before), encoding="utf-8")
    assert read_choices(file) == before
    assert list(before) == [key(NOWHERE)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["a;x;47;6", "a;x;48;6"], ("choice_twice", 3, "B")),
        (["a;x;47;"], ("half_place", 2, "D")),
        (["a;x;north;6"], ("not_a_number", 2, "C")),
        (["a;maybe;47;6"], ("unknown_word", 2, "B")),
    ],
)
def test_a_wrong_choice_is_an_error_at_its_cell(
    tmp_path: Path, lines: list[str], expected: tuple[str, int, str]
) -> None:
    """Two choices, a coordinate missing or unreadable, a word that is neither yes nor no."""
    file = tmp_path / "choix.csv"
    file.write_text("\n".join(["adresse;choix;latitude;longitude", *lines]), encoding="utf-8")
    with pytest.raises(InvalidTables) as invalid:
        read_choices(file)
    (error,) = invalid.value.errors
    assert (error.code, error.cell.line, error.cell.letter) == expected
