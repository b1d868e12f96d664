"""The service behind a real nginx, set up as the documentation says."""

import json
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

import api
from tests.service.server import Server, ends, free_port, is_searching, new_key

pytestmark = pytest.mark.system

DOCS = Path(api.__file__).parent.parent / "docs/service.md"
AROUND = """
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        {block}
    }}
}}
"""


class Proxied(NamedTuple):
    """A service, the URL that its proxy has for it, and a key."""

    server: Server
    url: str
    key: str

    def http(self) -> httpx.Client:
        """Plain HTTP through the proxy."""
        headers = {"Authorization": f"Bearer {self.key}"}
        return httpx.Client(headers=headers, timeout=60)


def proxied(folder: Path, change: tuple[str, str] = ("", ""), **settings: Any) -> Iterator[Proxied]:
    """The block of the documentation, at free ports, with one change."""
    key = new_key(folder / "data", "one")
    server = Server(folder / "data", solves=1, **settings)
    port = free_port()
    found = re.search(r"```nginx\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    block = found[1].replace("http://127.0.0.1:8000", server.url).replace(*change)
    configuration = folder / "nginx.conf"
    configuration.write_text(AROUND.format(folder=folder, port=port, block=block), encoding="utf-8")
    program = [os.environ["TOURNEE_NGINX"], "-p", str(folder), "-c", str(configuration)]
    if os.getuid() == 0:  # its workers would be somebody who may not read the folder
        program += ["-g", "user root;"]
    with (folder / "nginx.log").open("w") as log:
        nginx = subprocess.Popen(program, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 30
        with socket.socket() as probe:
            while probe.connect_ex(("127.0.0.1", port)):
                assert nginx.poll() is None, (folder / "nginx.log").read_text(encoding="utf-8")
                assert time.monotonic() < until
                time.sleep(0.1)
        yield Proxied(server, f"http://127.0.0.1:{port}/tournee", key)
    finally:
        nginx.terminate()
        nginx.wait(30)
        server.stop()


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[Proxied]:
    """As documented."""
    (tmp_path / "data").mkdir()
    yield from proxied(tmp_path, trusted_proxies="127.0.0.1")


def audit(server: Server) -> list[dict[str, Any]]:
    """Lines of the audit log."""
    text = (server.folder / "audit.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_a_plan_behind_nginx(behind: Proxied, lift: Any):
    """`Location` leads back through the proxy, and the audit log has the client's address."""
    headers = {"X-Forwarded-For": "203.0.113.9"}
    with behind.http() as http:
        body = {"problem": lift, "options": {"stop": "5it"}}
        accepted = http.post(behind.url + "/v1/plans", json=body, headers=headers)
        assert accepted.status_code == 202
        assert accepted.headers["Location"].startswith("/tournee/v1/plans/")
        location = behind.url.removesuffix("/tournee") + accepted.headers["Location"]
        assert http.get(location).json()["id"] == accepted.json()["id"]
        document = http.get(behind.url + "/v1/openapi.json").json()
        assert document["servers"][0]["url"] == "/tournee"
    until = time.monotonic() + 10
    while not audit(behind.server) and time.monotonic() < until:
        time.sleep(0.1)
    assert {line["address"] for line in audit(behind.server)} == {"127.0.0.1"}


def test_events_come_as_they_happen(behind: Proxied, day: Any):
    """The stream is not kept back until the end."""
    with behind.http() as http, behind.server.http(behind.key) as direct:
        body = {"problem": day, "options": {"stop": "300s"}}
        plan_id = http.post(behind.url + "/v1/plans", json=body).json()["id"]
        is_searching(direct, plan_id)
        with http.stream("GET", f"{behind.url}/v1/plans/{plan_id}/events") as stream:
            lines = stream.iter_lines()
            assert any(line == "event: progress" for line in lines)
            assert direct.get(f"/v1/plans/{plan_id}").json()["status"] == "solving"


def test_large_bodies_pass(behind: Proxied, lift: Any):
    """More than the megabyte that nginx allows by itself, as far as the service allows."""
    body = json.dumps({"problem": lift, "options": {"stop": "5it"}}) + " " * 3_000_000
    with behind.http() as http:
        headers = {"Content-Type": "application/json"}
        accepted = http.post(behind.url + "/v1/plans", content=body, headers=headers)
        assert accepted.status_code == 202
        with behind.server.http(behind.key) as direct:
            assert ends(direct, accepted.json()["id"])["status"] == "solved"


def test_a_forged_address_is_not_believed(tmp_path: Path, lift: Any):
    """Where an untrusted proxy passes on what the client wrote; the prefix is a setting."""
    (tmp_path / "data").mkdir()
    change = ("proxy_set_header X-Forwarded-For $remote_addr;", "")
    for behind in proxied(tmp_path, change, root_path="/tournee"):
        headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Prefix": "/evil"}
        with behind.http() as http, ThreadPoolExecutor(1):
            body = {"problem": lift, "options": {"stop": "5it"}}
            accepted = http.post(behind.url + "/v1/plans", json=body, headers=headers)
            assert accepted.headers["Location"].startswith("/tournee/v1/plans/")
        until = time.monotonic() + 10
        while not audit(behind.server) and time.monotonic() < until:
            time.sleep(0.1)
        assert {line["address"] for line in audit(behind.server)} == {"127.0.0.1"}
