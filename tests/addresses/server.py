"""A local server that answers like the real services: what it knows, and how it fails."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]


def feature(
    label: str, lat: float, lon: float, score: float, kind: str = "housenumber"
) -> Json:  # fmt: skip
    """A candidate as Base Adresse Nationale gives it."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"label": label, "score": score, "type": kind, "city": "Besançon"},
    }


def collection(*features: Json) -> Json:
    """An answer of Base Adresse Nationale."""
    return {"type": "FeatureCollection", "version": "draft", "features": list(features)}


def place(name: str, lat: float, lon: float, rank: int) -> Json:
    """A candidate as Nominatim gives it: coordinates are texts."""
    return {"display_name": name, "lat": str(lat), "lon": str(lon), "place_rank": rank}


MILL = "8 rue du Moulin-Rêveur, 25000 Besançon"
LANTERNS = "3 place des Trois-Lanternes, 25000 Besançon"
NOWHERE = "1 impasse Qui-N'existe-Pas, 25000 Besançon"
CHEMIST = "8 rue du Thym, 25000 Besançon"
CHEMIST_ALONE = "Pharmacie du Lac, 25300 Pontarlier"
VAGUE = "allée de la Noisette"
TOWN = "Besançon"
NO_SUCH_NUMBER = "99 rue du Chat-Botanique, 25000 Besançon"
SAME_DOOR = "5 chemin du Renard-Assis, 25000 Besançon"

KNOWN = {
    MILL: collection(
        feature(MILL, 47.2412, 6.0301, 0.97), feature("8 rue du Moulin, Pirey", 47.26, 5.97, 0.62)
    ),
    LANTERNS: collection(
        feature(LANTERNS, 47.25, 6.01, 0.88),
        feature("3 place des Trois-Lanternes 25770 Serre", 47.22, 5.93, 0.86),
    ),
    VAGUE: collection(feature("Allée de la Noisette", 47.23, 6.0, 0.55, "street")),
    TOWN: collection(feature("Besançon", 47.24, 6.02, 0.95, "municipality")),
    NO_SUCH_NUMBER: collection(feature("Rue du Chat-Botanique", 47.24, 6.03, 0.83, "street")),
    SAME_DOOR: collection(
        feature(SAME_DOOR, 47.2500, 6.0200, 0.95), feature(SAME_DOOR + " A", 47.2505, 6.0200, 0.94)
    ),
}  # fmt: skip

NOMINATIM = {
    MILL: [place("8, Rue du Moulin-Rêveur, Besançon, Doubs, 25000, France", 47.2412, 6.0301, 30)],
    LANTERNS: [
        place("3, Place des Trois-Lanternes, Besançon, 25000, France", 47.25, 6.01, 30),
        place("3, Place des Trois-Lanternes, Velotte, Besançon, 25000, France", 47.22, 5.93, 30),
    ],
    CHEMIST: [place("Pharmacie du Lac, 8, Rue du Sablier, Pontarlier, 25000", 46.9, 6.35, 30)],
    CHEMIST_ALONE: [place("Pharmacie du Lac, 9, Grande Rue, 25300 Pontarlier", 46.9, 6.35, 30)],
    TOWN: [place("Besançon, Doubs", 47.24, 6.02, 16)],
}


class Town:
    """The server: its URL, the questions asked, and `failures` to answer with, one a question,
    before it answers as it should: a status and headers, or bytes, or seconds to stay silent."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.failures: list[Any] = []
        self.url = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        question = parse_qs(parts.query)["q"][0]
        self.asked.append(question)
        self.agents.add(handler.headers["User-Agent"])
        failure = self.failures.pop(0) if self.failures else None
        if isinstance(failure, float):
            time.sleep(failure)
        if isinstance(failure, tuple):
            status, headers = failure
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            return
        found: Any = KNOWN.get(question, collection())
        if parts.path == "/nominatim/search":
            found = NOMINATIM.get(question, [])
        body = failure if isinstance(failure, bytes) else json.dumps(found).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        handler.wfile.write(body)


@contextmanager
def running() -> Iterator[Town]:
    """A server on this machine, as long as the block lasts."""
    town = Town()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(BrokenPipeError, ConnectionResetError):  # the client did not wait
                town.answer(self)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    town.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield town
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
