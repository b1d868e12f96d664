"""Delivery messages of ESPPADOM: what was done for whom, for the funder (a département).

The form is that of version 1.4 as a public implementation sends it (Compani, `delivery.js`): a
list of UN/CEFACT CrossIndustryDespatchAdvice, one a visit. Not public, so not known here: the
schema to validate against, the transport and its receipts, and which code a funder expects for
other cases than a stamp that is missing. Try it with the funder before relying on it.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from optimizer.outputs.csv_text import unguarded
from optimizer.outputs.labels import InvalidLabels
from optimizer.outputs.real.compare import Passage
from optimizer.problem.errors import InputError

VERSION = "1.4"
_BASE = "urn:un:unece:uncefact:data:standard:"
_SPACES = {
    "xmlns": f"{_BASE}ReusableAggregateBusinessInformationEntity:8",
    "xmlns:pie": f"{_BASE}PersonInformationEntity:1",
    "xmlns:qdt": f"{_BASE}QualifiedDataType:8",
    "xmlns:ns": f"{_BASE}CrossIndustryDespatchAdvice:2",
}
_TOKEN = {"schemeAgencyName": "token", "schemeID": "token"}


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A line of a person's plan d'aide, as the funder names it.

    `aid` is a code of the list ESPPADOM_TYPE_AIDE; `birth_date` is YYYY-MM-DD or empty.
    """

    person: str
    line: str
    funder: str
    funder_name: str
    aid: str
    beneficiary: str
    last_name: str
    first_name: str
    birth_date: str


@dataclass(frozen=True, slots=True)
class Provider:
    """Who delivers: the id that the funder knows, name and SIRET."""

    id: str
    name: str
    siret: str


def read_plan_lines(data: bytes) -> dict[str, PlanLine]:
    """Plan lines by person, from a CSV with the fields of `PlanLine` as headings.

    Raises
    ------
    InvalidLabels
        With every error found.
    """
    text = data.decode("utf-8-sig")
    names = [item.name for item in fields(PlanLine)]
    heading = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=heading.count))
    missing = [name for name in names if name not in (reader.fieldnames or ())]
    if missing:
        raise InvalidLabels([
            InputError("missing_column", f"/1/{name}", None, f"the column {name} is missing",
                       f"begin with: {';'.join(names)}")
            for name in missing
        ])  # fmt: skip
    found: dict[str, PlanLine] = {}
    errors = []
    for row in reader:
        values = {name: unguarded((row[name] or "").strip()) for name in names}
        for name in ("person", "line", "funder", "beneficiary", "last_name"):
            if not values[name]:
                errors.append(InputError("empty", f"/{reader.line_num}/{name}", "",
                                         f"line {reader.line_num}: {name} is empty",
                                         "give it as the funder does"))  # fmt: skip
        if values["person"] in found:
            errors.append(InputError("duplicate_id", f"/{reader.line_num}/person",
                                     values["person"], "has a line already",
                                     "keep one of the two"))  # fmt: skip
        found[values["person"]] = PlanLine(**values)
    if errors:
        raise InvalidLabels(errors)
    return found


def deliveries(
    found: Sequence[Passage],
    lines: Mapping[str, PlanLine],
    provider: Provider,
    issued: datetime,
) -> bytes:
    """The message of all visits that were done, to persons who have a plan line.

    What is delivered is stamped, or planned where a stamp is missing; the code of the list
    ESPPADOM_EFFECTIVITY_AJUST then says which. The hours are those billed, else those delivered,
    to the minute. Visits that no stamp names are not delivered.
    """
    root = Element("ns:delivery", {"versionID": VERSION, **_SPACES})
    stamp = f"{issued:%Y%m%d%H%M%S}"
    done = [p for p in found if p.visit.person in lines and _is_delivered(p)]
    for number, passage in enumerate(done):
        advice = SubElement(root, "ns:CrossIndustryDespatchAdvice")
        _advice(advice, passage, lines[passage.visit.person], provider, f"I{stamp}{number}", issued)
    indent(root)
    data: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return data


def _put(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    child = SubElement(parent, name, attributes)
    child.text = text or None
    return child


def _advice(
    advice: Element,
    passage: Passage,
    line: PlanLine,
    provider: Provider,
    ident: str,
    issued: datetime,
) -> None:
    context = _put(advice, "ns:CIDDHExchangedDocumentContext")
    _put(context, "VersionID", VERSION)
    _put(context, "SpecifiedTransactionID", ident)
    head = _put(advice, "ns:CIDDHExchangedDocument")
    _put(head, "ID", ident)
    _put(head, "IssueDateTime", issued.isoformat())
    trade = _put(advice, "ns:CIDDHSupplyChainTradeTransaction")
    agreement = _put(trade, "ApplicableCIDDHSupplyChainTradeAgreement")
    issuer = _put(_put(agreement, "BuyerOrderReferencedCIReferencedDocument"),
                  "IssuerCITradeParty")  # fmt: skip
    _put(issuer, "pie:ID", line.funder, **_TOKEN)
    _put(issuer, "pie:Name", line.funder_name)
    contract = _put(agreement, "ContractReferencedCIReferencedDocument")
    _put(contract, "qdt:GlobalID", "P", **_TOKEN)
    _delivery(_put(trade, "ApplicableCIDDHSupplyChainTradeDelivery"), passage, line, provider)
    _put(trade, "ApplicableCIDDHSupplyChainTradeSettlement")
    _item(_put(trade, "IncludedCIDDLSupplyChainTradeLineItem"), passage, line, ident)


def _delivery(parent: Element, passage: Passage, line: PlanLine, provider: Provider) -> None:
    labels = passage.view.labels
    person = _put(parent, "ShipToCITradeParty")
    _put(person, "pie:ID", line.beneficiary, **_TOKEN)
    _put(person, "pie:Name", f"{line.first_name} {line.last_name}".strip())
    if line.first_name:
        _put(person, "pie:FirstName", line.first_name)
    _put(person, "pie:LastName", line.last_name)
    if line.birth_date:
        _put(person, "pie:BirthDate", f"{line.birth_date}T00:00:00")
    _address(person, labels.address(passage.visit.person))
    sender = _put(parent, "ShipFromCITradeParty")
    _put(sender, "pie:ID", provider.id, **_TOKEN)
    _put(sender, "pie:Name", provider.name)
    _put(sender, "pie:SIRET", provider.siret)
    contact = _put(sender, "pie:DefinedCITradeContact")
    worker = passage.worker or ""
    _put(contact, "pie:ID", worker, **_TOKEN)
    _put(contact, "pie:PersonName", labels.name(worker))
    _put(contact, "pie:TypeCode", "INT", listAgencyName="EDESS",
         listID="ESPPADOM_CONTACT_PRESTATAIRE")  # fmt: skip
    event = _put(parent, "ActualDespatchCISupplyChainEvent")
    _put(event, "TypeCode", passage.adjusted, listAgencyName="EDESS",
         listID="ESPPADOM_EFFECTIVITY_AJUST")  # fmt: skip
    start, end = _delivered(passage)
    period = _put(event, "OccurrenceCISpecifiedPeriod")
    _put(period, "qdt:StartDateTime", start.isoformat())
    _put(period, "qdt:EndDateTime", end.isoformat())
    if not passage.adjusted:
        proof = _put(parent, "AdditionalReferencedCIReferencedDocument")
        certified = _put(proof, "EffectiveCISpecifiedPeriod")
        for name, moment in (("StartDateTime", start), ("EndDateTime", end)):
            _put(_put(certified, name), "CertifiedDateTime", moment.isoformat())


def _address(parent: Element, address: str) -> None:
    """Street, postcode and town, as far as `street, 25000 Town` says them."""
    street, _, rest = address.rpartition(",")
    postcode, _, town = rest.strip().partition(" ")
    if not postcode.isdigit():
        street, postcode, town = address, "", ""
    place = _put(parent, "pie:PostalCITradeAddress")
    _put(place, "pie:LineOne", street.strip())
    _put(place, "pie:PostcodeCode", postcode)
    _put(place, "pie:CityName", town)
    _put(place, "pie:CountryID", "FR")


def _is_delivered(passage: Passage) -> bool:
    """Whether a stamp names the visit and any of its times is known."""
    times = (passage.start, passage.end, passage.planned_start)
    return passage.stamp is not None and any(moment is not None for moment in times)


def _delivered(passage: Passage) -> tuple[datetime, datetime]:
    """Start and end delivered: stamped; else planned; else as long as planned beside the other."""
    zone = passage.view.problem.clock.zone
    start = passage.start or passage.planned_start or passage.end
    end = passage.end or passage.planned_end or passage.start
    assert start is not None
    assert end is not None
    return start.astimezone(zone), max(start, end).astimezone(zone)


def _item(parent: Element, passage: Passage, line: PlanLine, ident: str) -> None:
    document = _put(parent, "AssociatedCIDDLDocumentLineDocument")
    _put(document, "LineID", ident)
    _put(document, "OrderLineID", line.line)
    start, end = _delivered(passage)
    minutes = passage.billed_min
    if minutes is None:
        minutes = (end - start).total_seconds() / 60
    hours = round(round(minutes) / 60, 2)
    trade = _put(parent, "SpecifiedCIDDLSupplyChainTradeDelivery")
    _put(trade, "BilledQuantity", f"{hours:g}", unitCode="HUR")
    settlement = _put(parent, "SpecifiedCIDDLSupplyChainTradeSettlement")
    _put(settlement, "CadreIntervention", "PRE", listID="ESPPADOM_CADRE", listAgencyName="EDESS")
    product = _put(parent, "SpecifiedCITradeProduct")
    _put(product, "qdt:ID", line.aid, listID="ESPPADOM_TYPE_AIDE", listAgencyName="EDESS")
    _put(product, "qdt:Name", "Aide aux personnes âgées")
