"""From addresses to places: chosen by the planner, known from before, or asked."""

from collections.abc import Mapping, Sequence

from optimizer.geocoding.cache import Cache
from optimizer.geocoding.choices import Choices, key
from optimizer.geocoding.judge import THRESHOLD, sure
from optimizer.geocoding.service import Candidate, Service, ServiceFailed
from optimizer.tables.importing import NotLocated

GIVE_UP_AFTER = 3
"""Failures in a row after which the service is not asked any more."""
SHOWN = 3
"""Candidates named in an error; the file of choices has all."""


class Locator:
    """Finds places of addresses. `open` holds, after a call, the addresses that a person has to
    decide about, with their candidates."""

    def __init__(
        self,
        service: Service | None,
        cache: Cache | None = None,
        choices: Choices | None = None,
        threshold: float = THRESHOLD,
    ) -> None:
        self._service = service
        self._cache = cache
        self._choices = choices or {}
        self._threshold = threshold
        self._failures = 0
        self._reason = ""
        self.open: dict[str, tuple[Candidate, ...]] = {}

    def __call__(self, addresses: Sequence[str]) -> Mapping[str, tuple[float, float] | NotLocated]:
        """The place of each address, or why there is none."""
        return {address: self._locate(address) for address in addresses}

    def _locate(self, address: str) -> tuple[float, float] | NotLocated:
        if key(address) in self._choices:
            chosen = self._choices[key(address)]
            return chosen.latitude, chosen.longitude
        if self._service is None:
            return NotLocated("no_geocoder", {"count": 1})
        try:
            candidates = self._ask(self._service, address)
        except ServiceFailed as failed:
            return NotLocated("geocoder_failed", {"reason": failed.reason})
        found = sure(address, candidates, self._threshold)
        if found is not None:
            return found.latitude, found.longitude
        self.open[address] = candidates
        if not candidates:
            return NotLocated("unknown_address")
        best = sorted(candidates, key=lambda candidate: -candidate.score)[:SHOWN]
        named = "; ".join(f"{c.label} ({c.score:.2f})" for c in best)
        return NotLocated("ambiguous_address", {"candidates": named})

    def _ask(self, service: Service, address: str) -> tuple[Candidate, ...]:
        name = f"{service.name} {service.url}"
        known = self._cache.get(name, key(address)) if self._cache else None
        if known is not None:
            return known
        if self._failures >= GIVE_UP_AFTER:
            raise ServiceFailed(self._reason)
        try:
            candidates = service.ask(address)
        except ServiceFailed as failed:
            self._failures += 1
            self._reason = failed.reason
            raise
        self._failures = 0
        if self._cache:
            self._cache.put(name, key(address), candidates)
        return candidates
