"""Connections: how many there may be, how long headers may take, what is no HTTP."""

import asyncio
import json
import resource
import secrets
import socket
from typing import Any

import click
import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.errors import ApiError, problem_document
from api.settings import Settings

OTHER_FILES = 192
"""Open files that are left for the database, searches and logs."""
BACKLOG = 1024
"""Connections that wait in the system until they are taken."""
AT_ONCE = 16
"""Connections that are taken between two looks at the others."""


def most_connections(settings: Settings) -> int:
    """How many connections may be open: as set, or as the limit of open files leaves room for.

    The limit of open files is raised as far as the process may.
    """
    wanted = settings.max_connections + OTHER_FILES
    soft, hard = (
        wanted if limit == resource.RLIM_INFINITY else limit
        for limit in resource.getrlimit(resource.RLIMIT_NOFILE)
    )
    files = min(wanted, max(soft, hard))
    if files > soft:
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return min(settings.max_connections, max(files - OTHER_FILES, files // 4))


def listening(settings: Settings) -> list[socket.socket]:
    """Sockets at the address of the settings.

    Raises
    ------
    click.UsageError
        Nobody can listen there.
    """
    try:
        found = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        made = []
        for family, _, _, _, address in dict.fromkeys(found):
            made.append(socket.create_server(address[:2], family=family, backlog=BACKLOG))
    except OSError as error:
        raise click.UsageError(
            f"nobody can listen on {settings.host}, port {settings.port}: {error.strerror}; "
            "set TOURNEE_HOST or TOURNEE_PORT"
        ) from None
    return made


class Connection(H11Protocol):
    """A connection; while it waits for a request, it makes way for new ones."""

    most: int
    header_timeout_s: float
    cycle: Any
    """The request that is answered; None before the first one."""
    _waiting: dict["Connection", None]
    """Connections without a request, the oldest first; of the class that `limited` makes."""
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Take it; the one that has waited longest for its headers makes way if need be."""
        super().connection_made(transport)
        self._wait_for_headers()
        if len(self.connections) > self.most:
            longest = next(iter(self._waiting))
            longest.make_way()

    def connection_lost(self, exc: Exception | None) -> None:
        """It has ended."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read; headers have a time limit from their first byte on, or from the connection's."""
        super().data_received(data)
        if not self._waits():
            self._stop_waiting()
        elif self._late is None:
            self._wait_for_headers()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        if self._waits() and not self.transport.is_closing():
            self._waiting[self] = None  # its time limit is that of connections kept alive

    def make_way(self) -> None:
        """End at once, for another connection."""
        self._stop_waiting()
        self.transport.abort()

    def _waits(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _wait_for_headers(self) -> None:
        self._waiting.setdefault(self)
        self._late = self.loop.call_later(self.header_timeout_s, self.transport.abort)

    def _stop_waiting(self) -> None:
        self._waiting.pop(self, None)
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def send_400_response(self, msg: str) -> None:
        """Say in our words that it is no HTTP."""
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.close()  # half of an answer has left
            return
        ident = secrets.token_hex(8)
        error = ApiError("bad_request", "what arrived is not HTTP/1.1")
        body = json.dumps(problem_document(error, ident)).encode()
        headers = {
            "Content-Type": "application/problem+json",
            "Content-Length": str(len(body)),
            "Connection": "close",
            "X-Request-ID": ident,
        }
        events: list[Any] = [
            h11.Response(status_code=400, headers=list(headers.items()), reason=b"Bad Request"),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ]
        for event in events:
            self.transport.write(self.conn.send(event))
        self.transport.close()


def limited(settings: Settings) -> type[Connection]:
    """Connections with the limits of these settings."""

    class Limited(Connection):
        most = most_connections(settings)
        header_timeout_s = settings.header_timeout_s
        _waiting: dict[Connection, None] = {}

    return Limited
