"""The services that know addresses, through geopy: Base Adresse Nationale and Nominatim.

Answers are checked before they are believed, requests are paced and bounded, and no address is
ever logged. A test asks a local server in place of the real one, by its URL.
"""

import math
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Any, Literal
from urllib.parse import urlsplit

from geopy.adapters import URLLibAdapter
from geopy.exc import (
    ConfigurationError,
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderRateLimited,
    GeocoderServiceError,
)
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import BANFrance, Nominatim

from optimizer.tables.words import plain

TIMEOUT_S = 10.0
TRIES = 3
LONGEST_WAIT_S = 60.0
"""A service that asks to wait longer has failed for now."""
CANDIDATES = 5
"""Asked for each address: one alone would hide that there are others."""

Json = Mapping[str, Any]
PlaceKind = Literal["house", "street", "town"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place that an address may mean.

    `score` is how well it matches, 0 to 1; `kind` what the place is: a house, a street (or a
    hamlet), or the middle of a town.
    """

    label: str
    latitude: float
    longitude: float
    score: float
    kind: PlaceKind


class ServiceFailed(Exception):
    """The service gave no usable answer; `reason` says why in a few words."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class BadUrl(ValueError):
    """No address of a service."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is particular to a service: pace, shape of its answers, meaning of a candidate."""

    url: str
    pause_s: float
    make: Callable[..., Any]
    valid: Callable[[Any], bool]
    candidate: Callable[[Json, str], Candidate]
    options: Json


class Service:
    """Asks one service. `name` and `url` tell its answers apart in the cache."""

    def __init__(
        self,
        name: str,
        url: str | None = None,
        *,
        timeout_s: float = TIMEOUT_S,
        retry_wait_s: float = 2.0,
    ) -> None:
        """Prepare to ask the service `ban` or `nominatim`; nothing is sent yet.

        Parameters
        ----------
        url
            Where it answers, like `https://data.geopf.fr/geocodage`; default: the public one.
        timeout_s
            Seconds to wait for an answer.
        retry_wait_s
            Seconds before a second try, doubled before the next, where the service asks for
            nothing else (`Retry-After`).

        Raises
        ------
        BadUrl
            The URL is none of HTTP or HTTPS.
        """
        kind = _KINDS[name]
        self.name = name
        self.url = (url or kind.url).rstrip("/")
        self._kind = kind
        self._retry_wait_s = retry_wait_s
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.query:
            raise BadUrl(f"{self.url!r} is no URL like {kind.url}")
        geocoder = kind.make(
            domain=parts.netloc + parts.path,
            scheme=parts.scheme,
            timeout=timeout_s,
            user_agent=f"tournee/{version('tournee')}",
            adapter_factory=partial(_CheckedAdapter, kind.valid),
        )
        # Its own tries would log the address; ours honour Retry-After.
        self._geocode = RateLimiter(
            geocoder.geocode, min_delay_seconds=kind.pause_s, error_wait_seconds=kind.pause_s,
            max_retries=0, swallow_exceptions=False,
        )  # fmt: skip

    def ask(self, address: str) -> tuple[Candidate, ...]:
        """The places that an address may mean, best first; none if it is not known.

        Raises
        ------
        ServiceFailed
            No usable answer after a few tries.
        """
        wait = self._retry_wait_s
        for last in [*[False] * (TRIES - 1), True]:
            try:
                found = self._geocode(
                    address, exactly_one=False, limit=CANDIDATES, **self._kind.options
                )
                return tuple(self._kind.candidate(place.raw, address) for place in found or ())
            except GeocoderQueryError:
                return ()  # too short, too long: no address
            except _FINAL as error:
                raise ServiceFailed(_reason(error)) from None
            except GeocoderServiceError as error:
                asked = error.retry_after if isinstance(error, GeocoderRateLimited) else None
                pause = max(0.0, wait if asked is None else float(asked))
                if last or pause > LONGEST_WAIT_S:
                    raise ServiceFailed(_reason(error)) from None
                time.sleep(pause)
                wait *= 2
        raise AssertionError("the last try returns or raises")


_FINAL = (
    ConfigurationError,
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
)
"""Failures that another try does not mend."""


def _reason(error: Exception) -> str:
    """A few words without the URL, which holds the address."""
    if isinstance(error, GeocoderParseError):
        return "unexpected answer"
    if isinstance(error, GeocoderRateLimited):
        wait = error.retry_after
        return "too many requests" + (f", wait {wait} s" if wait is not None else "")
    kinds = {"GeocoderTimedOut": "time-out", "GeocoderUnavailable": "unavailable"}
    return kinds.get(type(error).__name__, str(error)[:100])


class _CheckedAdapter(URLLibAdapter):  # type: ignore[misc]
    """Takes no answer that has not the shape of the service's."""

    def __init__(self, valid: Callable[[Any], bool], **settings: Any) -> None:
        self._valid = valid
        super().__init__(**settings)

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
        answer = super().get_json(url, timeout=timeout, headers=headers)
        if not self._valid(answer):
            raise GeocoderParseError("unexpected answer")
        return answer


# Base Adresse Nationale


def _valid_ban(answer: Any) -> bool:
    try:
        return all(
            _on_earth(feature["geometry"]["coordinates"][::-1])
            and isinstance(feature["properties"]["label"], str)
            and 0 <= feature["properties"]["score"] <= 1
            for feature in _list(answer["features"])
        )
    except (LookupError, TypeError, ValueError):
        return False


def _ban_candidate(raw: Json, _address: str) -> Candidate:
    properties, (longitude, latitude) = raw["properties"], raw["geometry"]["coordinates"][:2]
    kind = _BAN_KINDS.get(properties.get("type"), "town")
    return Candidate(properties["label"], latitude, longitude, properties["score"], kind)


_BAN_KINDS: Mapping[Any, PlaceKind] = {
    "housenumber": "house",
    "street": "street",
    "locality": "street",
}


# Nominatim


def _valid_nominatim(answer: Any) -> bool:
    try:
        return all(
            _on_earth([float(place["lat"]), float(place["lon"])])
            and isinstance(place["display_name"], str)
            for place in _list(answer)
        )
    except (LookupError, TypeError, ValueError):
        return False


_RANKS: Sequence[tuple[int, float, PlaceKind]] = ((30, 0.9, "house"), (26, 0.7, "street"))
"""Nominatim gives no score of the match, but a rank: 30 is a house (or a shop, a pharmacy, ...),
26 and 27 are streets."""
_ELSEWHERE = 0.3
"""Score of a town, and of a place that lacks a word of the address."""
_WORD = re.compile(r"[a-z]{4,}")
"""Shorter ones may be left out (de, du) or abbreviated (av)."""


def _nominatim_candidate(raw: Json, address: str) -> Candidate:
    rank, label = raw.get("place_rank"), raw["display_name"]
    score, kind = next(
        ((score, kind) for least, score, kind in _RANKS if isinstance(rank, int) and rank >= least),
        (_ELSEWHERE, "town"),
    )
    if not set(_WORD.findall(plain(address))) <= set(_WORD.findall(plain(label))):
        score = _ELSEWHERE
    return Candidate(label, float(raw["lat"]), float(raw["lon"]), score, kind)


def _list(value: Any) -> Sequence[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _on_earth(point: Sequence[float]) -> bool:
    latitude, longitude = point[-2:]
    return (
        math.isfinite(latitude)
        and math.isfinite(longitude)
        and abs(latitude) <= 90
        and abs(longitude) <= 180
    )


_KINDS = {
    # The address that geopy knows by default was switched off.
    "ban": _Kind(
        "https://data.geopf.fr/geocodage", 0.1, BANFrance, _valid_ban, _ban_candidate, {}
    ),
    # At most one request a second: usage policy of the public server.
    "nominatim": _Kind(
        "https://nominatim.openstreetmap.org", 1.0, Nominatim, _valid_nominatim,
        _nominatim_candidate, {"country_codes": "fr"},
    ),
}  # fmt: skip

SERVICES = tuple(_KINDS)
"""Names of the services."""
