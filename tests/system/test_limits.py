"""One client, without a key or with one, does not bring the service down."""

import json
import os
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from scenarios.besancon import generate
from tests.service.server import Server, ends, new_key, tournee

pytestmark = pytest.mark.system

MIB = 1024 * 1024


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    """A server of the test."""
    made = Server(tmp_path / "data", solves=1)
    yield made
    made.stop()


def status_kib(pid: int, name: str) -> int:
    """A figure of a process, in KiB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    raise AssertionError(name)


def processor_s(pid: int) -> float:
    """Seconds of the processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def address(server: Server) -> tuple[str, int]:
    """Host and port."""
    url = httpx.URL(server.url)
    assert url.port is not None
    return url.host, url.port


@contextmanager
def probes(server: Server, *paths: str) -> Iterator[list[float]]:
    """Asks for paths all the time; the seconds that each answer took."""
    took: list[float] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            for path in paths:
                began = time.monotonic()
                answer = httpx.get(server.url + path, timeout=60)
                assert answer.status_code == 200
                took.append(time.monotonic() - began)
            time.sleep(0.2)

    with ThreadPoolExecutor(1) as threads:
        asking = threads.submit(ask)
        try:
            yield took
        finally:
            done.set()
            asking.result()


def body_of_lists(size: int) -> bytes:
    """A body of this size, of empty lists."""
    start, end = b'{"problem":{"visits":[[]', b"]}}"
    return start + b",[]" * ((size - len(start) - len(end)) // 3) + end


def body_of_texts(size: int) -> bytes:
    """A body of this size that is valid JSON, with few but long items, and no problem."""
    text = b'"' + b"x" * 100_000 + b'"'
    return b'{"problem":{"visits":[' + b",".join([text] * (size // len(text))) + b"]}}"


def body_of_numbers(size: int) -> bytes:
    """A body of this size, of numbers: fewer than are refused, each an error."""
    return b'{"problem":{"visits":[1' + b",1.000000000" * (size // 12) + b"]}}"


@pytest.mark.parametrize("body", [body_of_lists, body_of_texts, body_of_numbers])
def test_large_bodies_leave_the_memory_flat(own: Server, lift: Any, body: Any):
    """Four bodies of 31 MiB at once: refused, below 600 MiB, and given back within ten seconds."""
    with own.http() as http:  # the searches are loaded
        accepted = http.post("/v1/plans", json={"problem": lift, "options": {"stop": "5it"}})
        ends(http, accepted.json()["id"])
    content = body(31 * MIB)

    def send(_: int) -> int:
        headers = {"Content-Type": "application/json"}
        try:
            return httpx.post(
                own.url + "/v1/plans", content=content, headers=headers, timeout=300
            ).status_code
        except httpx.TransportError:
            return 413  # it was refused while it was sent

    with ThreadPoolExecutor(4) as threads, probes(own, "/health/live") as took:
        statuses = list(threads.map(send, range(4)))
    assert set(statuses) <= {413, 422}
    assert status_kib(own.process.pid, "VmHWM") < 600 * 1024
    until = time.monotonic() + 10
    while status_kib(own.process.pid, "VmRSS") >= 250 * 1024 and time.monotonic() < until:
        time.sleep(0.5)
    assert status_kib(own.process.pid, "VmRSS") < 250 * 1024
    assert sorted(took)[len(took) // 2] < 1  # the usual one: a busy machine may hold up one
    with own.http() as http:
        assert http.get("/health/ready").status_code == 200


def test_a_large_problem_is_planned_and_fetched_with_flat_memory(own: Server):
    """What is read apart is the same plan; it is put together without being taken apart."""
    from datetime import date

    problem = generate(date(2026, 11, 24), scale=0.5).to_json_dict()
    with own.http() as http:
        body = {"problem": problem, "options": {"stop": "5it"}}
        assert len(json.dumps(body)) > 64 * 1024
        plan = ends(http, http.post("/v1/plans", json=body).json()["id"], 120)
        assert plan["status"] == "solved"
        assert len(plan["plan"]["problem"]["visits"]) == len(problem["visits"])
        verdict = http.post("/v1/checks", json={"plan": plan["plan"]}).json()
        assert verdict["clean"]
        problem["visits"][0]["id"] = 7
        refused = http.post("/v1/plans", json={"problem": problem})
        assert refused.status_code == 422
        assert "/problem/visits/0/id" in {e["pointer"] for e in refused.json()["errors"]}


def test_bodies_of_all_requests_are_bounded(tmp_path: Path):
    """What arrives above the bound is told to come again; what ended is given back."""
    server = Server(tmp_path / "data", max_bodies_mib=1)
    try:
        host, port = address(server)
        head = (
            f"POST /v1/plans HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {MIB}\r\n\r\n"
        ).encode()
        body, headers = b" " * 200_000, {"Content-Type": "application/json"}
        with server.http() as http:
            for _ in range(20):  # until the slow one is there first
                with socket.create_connection((host, port)) as slow:
                    slow.sendall(head + b" " * (MIB - 100_000))
                    time.sleep(1)
                    answer = http.post("/v1/plans", content=body, headers=headers)
                if answer.status_code == 503:
                    break
            assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
            assert answer.headers["Retry-After"]
            until = time.monotonic() + 20
            while http.post("/v1/plans", content=body, headers=headers).status_code == 503:
                assert time.monotonic() < until
    finally:
        server.stop()


@pytest.fixture
def many_files() -> Iterator[None]:
    """3,000 open files for the test itself."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 3000:
        pytest.fail("the test needs 3,000 open files: ulimit -Hn")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 3000), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("most", [1000, 64])
def test_half_sent_headers_stop_nobody(tmp_path: Path, most: int, many_files: None):
    """1,500 connections that never end their headers: probes are answered, and the log says at
    most a line a second."""
    server = Server(tmp_path / "data", max_connections=most)
    try:
        before = len(server.log.splitlines())
        began = time.monotonic()
        with ExitStack() as stack:
            for _ in range(1500):
                half = stack.enter_context(socket.create_connection(address(server), timeout=60))
                with suppress(ConnectionError):  # it has made way already
                    half.sendall(b"GET /v1/plans HTTP/1.1\r\nHost: x\r\nX-Half: ")
            took = []
            for path in ("/health/live", "/health/ready") * 5:
                asked = time.monotonic()
                assert httpx.get(server.url + path, timeout=60).status_code == 200
                took.append(time.monotonic() - asked)
            assert sorted(took)[len(took) // 2] < 1
        lasted = time.monotonic() - began
        lines = [json.loads(line) for line in server.log.splitlines()[before:]]
        others = [line for line in lines if not str(line.get("route")).startswith("/health")]
        assert len(others) <= lasted + 1
    finally:
        server.stop()


def test_few_open_files_are_few_connections():
    """With 256 open files, of which the service needs most itself, 64 connections."""
    code = (
        "from api.connections import most_connections; from api.settings import Settings; "
        "print(most_connections(Settings()))"
    )
    said = subprocess.run(
        ["sh", "-c", 'ulimit -n 256; exec "$0" -c "$1"', sys.executable, code],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert said.stdout == "64\n"


def test_headers_have_a_time_limit(tmp_path: Path):
    """A connection that does not end its headers is closed, a first and a second request alike."""
    server = Server(tmp_path / "data", header_timeout_s=1)
    try:
        for before in (b"", b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"):
            with socket.create_connection(address(server), timeout=30) as half:
                half.sendall(before)
                said = b""
                while before and not said.endswith(b'{"status":"ok"}'):
                    said += half.recv(65536)
                half.sendall(b"GET / HTTP/1.1\r\nX-Half: ")
                with suppress(ConnectionResetError):
                    assert half.recv(65536) == b""
    finally:
        server.stop()


def test_what_is_no_http_is_answered_in_our_form(own: Server):
    """`application/problem+json`, as all errors."""
    with socket.create_connection(address(own), timeout=30) as raw:
        raw.sendall(b"\x00\x01 nonsense\r\n\r\n")
        said = b""
        while chunk := raw.recv(65536):
            said += chunk
    head, _, body = said.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400")
    assert b"application/problem+json" in head
    assert json.loads(body)["code"] == "bad_request"


def _long(http: httpx.Client, day: Any) -> str:
    body = {"problem": day, "options": {"stop": "300s"}}
    return str(http.post("/v1/plans", json=body).json()["id"])


def test_a_revoked_key_reads_nothing_more(tmp_path: Path, day: Any):
    """Its event stream and its waiting request end within two seconds (and a busy machine's)."""
    folder = tmp_path / "data"
    key = new_key(folder, "one")
    server = Server(folder, solves=1, max_streams=5)
    try:
        with server.http(key) as http, ThreadPoolExecutor(2) as threads:
            running, waits = _long(http, day), _long(http, day)

            def follow() -> float:
                with http.stream("GET", f"/v1/plans/{waits}/events") as stream:
                    for _ in stream.iter_lines():
                        pass
                return time.monotonic()

            def wait() -> tuple[int, float]:
                headers = {"Prefer": "wait=50"}
                answer = http.get(f"/v1/plans/{waits}", headers=headers)
                return answer.status_code, time.monotonic()

            following, waiting = threads.submit(follow), threads.submit(wait)
            time.sleep(1)
            assert not following.done()
            assert not waiting.done()
            assert tournee(folder, "keys", "revoke", key.split("_")[1]).returncode == 0
            revoked = time.monotonic()
            assert waiting.result(30)[0] == 401
            assert max(following.result(30), waiting.result()[1]) - revoked < 5
            assert running
    finally:
        server.stop()


def test_streams_wait_without_work(tmp_path: Path, lift: Any, many_files: None):
    """500 event streams use under 5 % of a processor while nothing changes, and no 501st is let
    in, however many ask at once."""
    folder = tmp_path / "data"
    key = new_key(folder, "one")
    server = Server(folder, solves=1)
    try:
        with server.http(key) as http, ExitStack() as stack:
            body = {"problem": lift, "options": {"stop": "5it"}}
            ends(http, http.post("/v1/plans", json=body).json()["id"])
            http.post("/v1/plans", json={**body, "options": {"stop": "600s"}})
            waits = http.post("/v1/plans", json=body).json()["id"]  # until the test has ended
            request = (
                f"GET /v1/plans/{waits}/events HTTP/1.1\r\nHost: localhost\r\n"
                f"Authorization: Bearer {key}\r\n\r\n"
            ).encode()
            streams = []
            for _ in range(520):
                stream = stack.enter_context(socket.create_connection(address(server), timeout=60))
                stream.sendall(request)
                streams.append(stream)
            answers = [stream.recv(12) for stream in streams]
            assert answers.count(b"HTTP/1.1 200") == 500
            assert answers.count(b"HTTP/1.1 429") == 20
            time.sleep(2)
            with_streams = _share(server)
        time.sleep(1)
        assert with_streams < _share(server) + 0.05
    finally:
        server.stop()


def _share(server: Server) -> float:
    """The share of a processor that the service uses, over ten seconds."""
    used, began = processor_s(server.process.pid), time.monotonic()
    time.sleep(10)
    return (processor_s(server.process.pid) - used) / (time.monotonic() - began)
