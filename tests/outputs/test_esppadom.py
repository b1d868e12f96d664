"""Delivery messages read back: three times of a visit, in the funder's codes."""

from datetime import datetime
from xml.etree import ElementTree

import pytest

from optimizer.outputs import InvalidLabels
from optimizer.outputs.exchange.esppadom import (
    PlanLine,
    Provider,
    deliveries,
    read_plan_lines,
)
from optimizer.outputs.real import passages, read_stamps
from tests.builders import iso
from tests.outputs.leaving import view

HEADINGS = "person;line;funder;funder_name;aid;beneficiary;last_name;first_name;birth_date"
LINES = f"{HEADINGS}\np-anna;PL-7;D25;Doubs;APA;B-1;Belbief;Aldine;1940-05-06\n".encode()
NS = {
    "": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:8",
    "pie": "urn:un:unece:uncefact:data:standard:PersonInformationEntity:1",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:8",
    "ns": "urn:un:unece:uncefact:data:standard:CrossIndustryDespatchAdvice:2",
}


def message(*lines: str) -> list[ElementTree.Element]:
    text = "\n".join(("visit;start;end;billed_min", *lines))
    found = passages([view()], read_stamps(text.encode()))
    issued = datetime.fromisoformat(iso("20:00"))
    provider = Provider("SAAD-1", "Service", "12345678901234")
    root = ElementTree.fromstring(deliveries(found, read_plan_lines(LINES), provider, issued))
    assert root.attrib["versionID"] == "1.4"
    return root.findall("ns:CrossIndustryDespatchAdvice", NS)


def test_a_stamped_visit_is_delivered_as_it_was() -> None:
    """08:05-08:40 stamped, 30 min billed: half an hour, certified times, no code."""
    [advice] = message(f"lift-1;{iso('08:05')};{iso('08:40')};30")

    def text(path: str) -> str | None:
        return advice.findtext(f".//{path}", None, NS)

    assert text("qdt:StartDateTime") == iso("08:05")
    assert text("EndDateTime/CertifiedDateTime") == iso("08:40")
    assert text("BilledQuantity") == "0.5"
    assert text("OrderLineID") == "PL-7"
    assert text("ActualDespatchCISupplyChainEvent/TypeCode") in (None, "")
    assert text("ShipToCITradeParty/pie:Name") == "Aldine Belbief"
    assert text("pie:SIRET") == "12345678901234"
    assert text("pie:PersonName") == "Corvin Dourmeret"


def test_a_missing_stamp_is_said_and_the_plan_stands_in() -> None:
    """Without a start: planned 08:00 to stamped 08:40: 0.67 h, code COA, nothing certified."""
    [advice] = message(f"lift-1;;{iso('08:40')};")

    assert advice.findtext(".//qdt:StartDateTime", None, NS) == iso("08:00")
    assert advice.findtext(".//ActualDespatchCISupplyChainEvent/TypeCode", None, NS) == "COA"
    assert advice.findtext(".//BilledQuantity", None, NS) == "0.67"
    assert advice.find(".//CertifiedDateTime", NS) is None


def test_only_what_was_done_for_a_plan_is_delivered() -> None:
    """No stamp, no delivery; no plan line, none either."""
    assert message(f"home;{iso('09:00')};{iso('10:00')};") == []
    assert message() == []


def test_plan_lines_are_checked() -> None:
    """Missing columns, empty cells and doubles are named."""
    assert read_plan_lines(LINES)["p-anna"] == PlanLine(
        "p-anna", "PL-7", "D25", "Doubs", "APA", "B-1", "Belbief", "Aldine", "1940-05-06"
    )
    with pytest.raises(InvalidLabels, match="beneficiary is missing"):
        read_plan_lines(b"person;line\nx;y\n")
    with pytest.raises(InvalidLabels, match="has a line already"):
        read_plan_lines(LINES + LINES.partition(b"\n")[2])
    with pytest.raises(InvalidLabels, match="line is empty"):
        read_plan_lines(LINES.replace(b"PL-7", b""))
