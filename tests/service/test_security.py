"""Who may do what, and how much of it."""

import json
import os
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.contract import COPY
from tests.service.conftest import Keyed
from tests.service.server import TOURNEE, Server, ends, environment, new_key, tournee

OPENAPI = json.loads(COPY.read_text(encoding="utf-8"))
OPEN = {"/health/live", "/health/ready"}


def operations() -> Iterator[tuple[str, str, bool]]:
    """Method and path of every operation, and whether it names a plan."""
    for path, methods in OPENAPI["paths"].items():
        for method in methods:
            yield method.upper(), path, "{plan_id}" in path


@pytest.fixture(scope="module")
def secret(keyed: Keyed) -> dict[str, Any]:
    """An ended plan of the tenant `one`."""
    with keyed.server.http(keyed.one) as http:
        body = http.get("/v1/demo-data/two-carer-lift").json()
        headers = {"Idempotency-Key": "shared"}
        accepted = http.post("/v1/plans", json=body, headers=headers)
        return ends(http, accepted.json()["id"])


class TestTenants:
    """Nothing of one tenant shows to another."""

    @pytest.mark.parametrize(("method", "path", "names_a_plan"), list(operations()))
    def test_every_operation_keeps_tenants_apart(
        self, keyed: Keyed, secret: dict[str, Any], method: str, path: str, names_a_plan: bool
    ):
        """A foreign plan answers exactly as one that does not exist; no answer names it."""
        absent = "f" * 32
        with keyed.server.http(keyed.other) as http:
            foreign, missing = (
                http.request(method, path.format(plan_id=plan_id, name="two-carer-lift"))
                for plan_id in (secret["id"], absent)
            )
        assert secret["id"] not in foreign.text
        if names_a_plan:
            assert foreign.status_code == missing.status_code == 404
            said = [{**answer.json(), "request_id": ""} for answer in (foreign, missing)]
            assert said[0] == said[1]

    def test_after_all_that_the_plan_is_untouched(self, keyed: Keyed, secret: dict[str, Any]):
        """Neither stopped nor erased by another tenant."""
        with keyed.server.http(keyed.other) as http:
            http.delete(f"/v1/plans/{secret['id']}", params={"erase": True})
        with keyed.server.http(keyed.one) as http:
            assert http.get(f"/v1/plans/{secret['id']}").json() == secret

    def test_idempotency_keys_of_tenants_do_not_meet(self, keyed: Keyed, secret: dict[str, Any]):
        """The same key of another tenant makes another plan."""
        with keyed.server.http(keyed.other) as http:
            body = http.get("/v1/demo-data/two-carer-lift").json()
            headers = {"Idempotency-Key": "shared"}
            accepted = http.post("/v1/plans", json=body, headers=headers)
            assert accepted.status_code == 202
            assert accepted.json()["id"] != secret["id"]
            assert [plan["id"] for plan in http.get("/v1/plans").json()["plans"]] == [
                accepted.json()["id"]
            ]


class TestKeys:
    """Authorization"""

    @pytest.mark.parametrize(("method", "path", "names_a_plan"), list(operations()))
    def test_without_a_key_there_is_nothing(
        self, keyed: Keyed, method: str, path: str, names_a_plan: bool
    ):
        """401 everywhere but for health, whatever the path names."""
        with keyed.server.http() as http:
            answer = http.request(method, path.format(plan_id="f" * 32, name="besancon"))
        if path in OPEN:
            assert answer.status_code == 200
        else:
            assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
            assert answer.headers["WWW-Authenticate"] == "Bearer"

    def test_a_scope_is_needed(self, keyed: Keyed):
        """A key that reads does not write, check or measure; and the reverse holds for metrics."""
        with keyed.server.http(keyed.reader) as http:
            assert http.get("/v1/plans").status_code == 200
            for method, path in (
                ("POST", "/v1/plans"), ("POST", "/v1/checks"), ("GET", "/metrics"),
                ("DELETE", "/v1/plans/" + "f" * 32),
            ):  # fmt: skip
                answer = http.request(method, path)
                assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")

    def test_keys_are_made_listed_revoked_and_expire(self, keyed: Keyed):
        """A revoked or expired key opens nothing at once; the list never shows what opens."""
        folder = keyed.server.folder
        made = tournee(folder, "keys", "create", "--tenant", "one", "--name", "evening export")
        assert made.returncode == 0
        revoked, expired = made.stdout.strip(), new_key(folder, "one")
        for key in (revoked, expired):
            with keyed.server.http(key) as http:
                assert http.get("/v1/plans").status_code == 200
        ident = revoked.split("_")[1]
        assert tournee(folder, "keys", "revoke", ident).returncode == 0
        with sqlite3.connect(folder / "plans.db") as database:
            database.execute(
                "UPDATE keys SET expires_at = ? WHERE id = ?",
                (int(time.time() * 1000) - 1, expired.split("_")[1]),
            )
        database.close()
        for key in (revoked, expired, revoked[:-1], "x", "tournee__", "é"):
            with keyed.server.http() as http:
                header = {"Authorization": f"Bearer {key}".encode()}
                assert http.get("/v1/plans", headers=header).status_code == 401
        listed = tournee(folder, "keys", "list").stdout
        assert f"{ident}\tone\trevoked" in listed
        assert f"{expired.split('_')[1]}\tone\texpired" in listed
        assert not any(key.rpartition("_")[2] in listed for key in (revoked, expired))

    def test_secrets_are_not_stored(self, keyed: Keyed):
        """Neither the database nor the logs hold what opens."""
        secret = keyed.one.rpartition("_")[2].encode()
        for path in keyed.server.folder.iterdir():
            assert secret not in path.read_bytes(), path

    def test_files_are_their_owner_s_only(self, keyed: Keyed):
        """Databases, their journals and the audit log, also in a folder that others may read."""
        files = [*keyed.server.folder.glob("*.db*"), keyed.server.folder / "audit.jsonl"]
        assert {"plans.db", "jobs.db"} <= {path.name for path in files}
        assert [path for path in files if path.stat().st_mode & 0o077] == []

    def test_a_public_address_needs_a_key(self, tmp_path: Path):
        """Without any key the service refuses to listen to others, with the remedy."""
        refused = subprocess.run(
            [*TOURNEE, "serve", "--host", "0.0.0.0"], env=environment(tmp_path / "data"),
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert refused.returncode == 2
        assert "tournee keys create" in refused.stderr

    def test_one_service_for_one_folder(self, keyed: Keyed):
        """A second one on the same data is refused."""
        second = tournee(keyed.server.folder, "serve")
        assert second.returncode == 2
        assert "another service" in second.stderr

    def test_without_keys_only_this_machine_is_answered(self, http: httpx.Client):
        """A page of the web that has its name point to 127.0.0.1 is not answered."""
        answer = http.get("/v1/plans", headers={"Host": "evil.example"})
        assert (answer.status_code, answer.json()["code"]) == (421, "wrong_host")


class TestLimits:
    """413, 408, 415, 429"""

    def test_a_body_too_large_is_refused(self, keyed: Keyed):
        """Whether its size is announced or not."""

        def chunks() -> Iterator[bytes]:
            for _ in range(3):
                yield b" " * 500_000

        headers = {"Content-Type": "application/json"}
        for body in (b" " * 1_500_000, chunks()):
            with keyed.server.http(keyed.one) as http:
                answer = http.post("/v1/plans", content=body, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")

    def test_a_body_too_slow_is_refused(self, keyed: Keyed):
        """A client that dawdles is answered with 408, and its connection closed."""
        host, port = keyed.server.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            connection.sendall(
                b"POST /v1/plans HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                b"Content-Length: 10\r\nAuthorization: Bearer " + keyed.one.encode() + b"\r\n\r\n{"
            )
            answer = b""
            while chunk := connection.recv(65_536):
                answer += chunk
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b'"code":"body_timeout"' in answer

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Content-Type": "text/plain"},
            {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        ],
    )
    def test_only_plain_json_is_taken(self, keyed: Keyed, headers: dict[str, str]):
        """415 for all other bodies."""
        with keyed.server.http(keyed.one) as http:
            answer = http.post("/v1/plans", content=b"{}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")

    def test_rates_queues_and_streams_are_limited(self, tmp_path: Path):
        """429 says when to come again, and then one may."""
        server = Server(
            tmp_path / "data", solves=1, rate_per_s=1, rate_burst=12, max_queued=1, max_streams=1
        )
        try:
            with server.http() as http:
                body = http.get("/v1/demo-data/besancon").json() | {"options": {"stop": "60s"}}
                running = http.post("/v1/plans", json=body).json()["id"]
                until = time.monotonic() + 60
                while http.get("/health/ready").json() and time.monotonic() < until:
                    with sqlite3.connect(tmp_path / "data/plans.db") as database:
                        (status,) = database.execute("SELECT status FROM plans").fetchone()
                    database.close()
                    if status == "solving":
                        break
                    time.sleep(0.05)
                assert http.post("/v1/plans", json=body).status_code == 202
                full = http.post("/v1/plans", json=body)
                assert (full.status_code, full.json()["code"]) == (429, "queue_full")
                assert int(full.headers["Retry-After"]) > 0
                path = f"/v1/plans/{running}/events"
                with http.stream("GET", path) as stream:
                    lines = stream.iter_lines()
                    next(lines)
                    more = http.get(path)
                    assert (more.status_code, more.json()["code"]) == (429, "too_many_streams")
                answers = [http.get("/v1/schema") for _ in range(12)]
                limited = answers[-1]
                assert (limited.status_code, limited.json()["code"]) == (429, "rate_limited")
                time.sleep(int(limited.headers["Retry-After"]))
                assert http.get("/v1/schema").status_code == 200
        finally:
            server.stop()


class TestTraces:
    """What answers, logs and files tell."""

    def test_every_answer_has_the_security_headers(self, keyed: Keyed):
        """Good ones and errors, known paths and others."""
        with keyed.server.http(keyed.one) as http:
            for answer in (
                http.get("/health/live"), http.get("/v1/plans"), http.get("/nothing"),
                http.put("/v1/plans"), http.post("/v1/plans"),
            ):  # fmt: skip
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.headers["Cache-Control"] == "no-store"
                assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
                assert "server" not in answer.headers

    def test_the_request_id_is_kept(self, keyed: Keyed):
        """A good one is taken over, a strange one replaced."""
        with keyed.server.http(keyed.one) as http:
            good = http.get("/nothing", headers={"X-Request-ID": "evening-7"})
            strange = http.get("/nothing", headers={"X-Request-ID": "a b"})
        assert good.headers["X-Request-ID"] == good.json()["request_id"] == "evening-7"
        assert strange.headers["X-Request-ID"] == strange.json()["request_id"] != "a b"

    def test_logs_and_errors_say_nothing_personal(self, keyed: Keyed):
        """A name in a problem, a path or a query comes back nowhere, and is in no log."""
        name = "Jeanne-Marguerite"
        with keyed.server.http(keyed.one) as http:
            body = http.get("/v1/demo-data/two-carer-lift").json()
            body["problem"]["visits"][0]["priority"] = name
            body["problem"]["visits"][0]["activity"] = [name]
            refused = http.post("/v1/plans", json=body)
            assert refused.status_code == 422
            answers = [refused, http.get(f"/v1/{name}", params={"who": name})]
        for answer in answers:
            assert name not in answer.text
        for file in ("stderr.log", "audit.jsonl"):
            assert name not in (keyed.server.folder / file).read_text(encoding="utf-8")

    def test_a_client_that_goes_away_is_no_error_of_the_service(self, keyed: Keyed):
        """Half a body and no more: counted as 499, and nothing is logged as failed."""
        host, port = keyed.server.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            connection.sendall(
                b"POST /v1/plans HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                b"X-Request-ID: gone\r\nContent-Length: 10\r\nAuthorization: Bearer "
                + keyed.one.encode() + b"\r\n\r\n{"
            )  # fmt: skip
            time.sleep(0.3)  # it reads the body now, and for a second
        until = time.monotonic() + 10
        lines: list[dict[str, Any]] = []
        while not lines and time.monotonic() < until:
            time.sleep(0.1)
            found = [json.loads(line) for line in keyed.server.log.splitlines()]
            lines = [line for line in found if line.get("request_id") == "gone"]
        assert [(line["level"], line["status"]) for line in lines] == [("INFO", 499)]

    def test_the_audit_log_tells_who_did_what(self, keyed: Keyed, secret: dict[str, Any]):
        """A line for each request: when, which tenant and key, what, which plan, with what end."""
        began = datetime.now(UTC).isoformat()
        with keyed.server.http(keyed.other) as http:
            http.delete(f"/v1/plans/{secret['id']}", headers={"X-Request-ID": "audited"})
        path = keyed.server.folder / "audit.jsonl"
        until = time.monotonic() + 10
        mine: list[dict[str, Any]] = []
        while not mine and time.monotonic() < until:
            time.sleep(0.1)  # the line is written once the answer is under way
            lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            mine = [line for line in lines if line.get("request_id") == "audited"]
        (line,) = mine
        assert line["at"] > began[:19]
        assert line["tenant"] == "other"
        assert line["key"] == keyed.other.split("_")[1]
        assert (line["method"], line["route"]) == ("DELETE", "/v1/plans/{plan_id}")
        assert (line["plan_id"], line["status"]) == (secret["id"], 404)
        assert os.stat(path).st_mode & 0o077 == 0
        assert any(line.get("action") == "create key" for line in lines)
