"""Servers that tests share."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from api.client import Client
from scenarios.besancon import generate
from scenarios.small import load
from tests.service.server import Server, new_key


class Keyed(NamedTuple):
    """A server with keys: of two tenants, and of one that may do less."""

    server: Server
    one: str
    other: str
    reader: str


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without keys."""
    made = Server(tmp_path_factory.mktemp("open"), solves=2)
    yield made
    made.stop()


@pytest.fixture(scope="session")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keyed]:
    """A server with keys."""
    folder: Path = tmp_path_factory.mktemp("keyed")
    one, other = (new_key(folder, tenant) for tenant in ("one", "other"))
    reader = new_key(folder, "one", "plans:read")
    made = Server(folder, solves=1, max_body_mib=1, body_timeout_s=1)
    yield Keyed(made, one, other, reader)
    made.stop()


@pytest.fixture
def http(server: Server) -> Iterator[httpx.Client]:
    """Plain HTTP to the server without keys."""
    with server.http() as client:
        yield client


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    """Our client of the server without keys."""
    with Client(server.url) as made:
        yield made


@pytest.fixture(scope="session")
def lift() -> dict[str, Any]:
    """A problem of two visits, planned in no time."""
    return dict(load("two-carer-lift").document)


@pytest.fixture(scope="session")
def day() -> dict[str, Any]:
    """A problem of some 80 visits."""
    from datetime import date

    return generate(date(2026, 11, 24), scale=0.1).to_json_dict()
