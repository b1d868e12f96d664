"""`tournee serve` and `tournee keys`."""

import logging
import re
import socket
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Any

import click
import uvicorn
from pydantic import ValidationError

from api.app import create_app
from api.auth import is_loopback
from api.lock import locked
from api.logs import AUDIT, set_up
from api.settings import Settings
from api.store.database import Database
from api.store.keys import SCOPES, Keys, Scope

log = logging.getLogger("tournee.serve")


class _Server(uvicorn.Server):
    """Says where it listens; when told to stop, ends event streams, which would keep it waiting,
    and exits with 0. Told twice, it does not wait for open requests."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        service = getattr(self.config.app.state, "service", None)  # type: ignore[union-attr]
        if service is not None:
            service.changes.close()
        self.force_exit = self.should_exit
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for server in self.servers:
            for listening in server.sockets:
                host, port = listening.getsockname()[:2]
                click.echo(f"Tournée listens on http://{host}:{port}")


def _settings(**given: Any) -> Settings:
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        wrong = [
            f"TOURNEE_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()
        ]
        raise click.UsageError("; ".join(wrong)) from None


@click.command()
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port.  [default: 8000]")
def serve(host: str | None, port: int | None) -> None:
    """Run the service: API, queue and solves. Settings are in the environment (TOURNEE_...)."""
    settings = _settings(host=host, port=port)
    set_up(settings.log_level, settings.data_dir)
    with locked(settings):
        if not is_loopback(settings.host) and not _keys(settings).any():
            raise click.UsageError(
                f"{settings.host} can be reached from elsewhere, and there is no key yet: "
                "anybody could use the service. Make one with `tournee keys create`, or listen "
                "on 127.0.0.1."
            )
        server = _Server(
            uvicorn.Config(
                create_app(settings),
                host=settings.host,
                port=settings.port,
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="on",
                timeout_graceful_shutdown=max(1, round(settings.shutdown_s)),
                timeout_keep_alive=30,
            )
        )
        server.run()
        if not server.started:
            raise click.ClickException("the service did not start; the log says why")


@click.group()
def keys() -> None:
    """API keys of the service: who may ask for what."""


@keys.command()
@click.option("--tenant", required=True, help="Whose plans the key opens, like ccas-besancon.")
@click.option("--name", required=True, help="What it is for, like 'evening export'.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES),
              help="What it may do; several may be given.  [default: all but metrics]")  # fmt: skip
@click.option("--days", default=365, show_default=True, type=click.IntRange(1, 3650),
              help="Days until it expires.")  # fmt: skip
def create(tenant: str, name: str, scopes: tuple[Scope, ...], days: int) -> None:
    """Make a key and print it, this once."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", tenant):
        raise click.BadParameter(
            "use small letters, digits, dots and dashes, 64 at most", param_hint="--tenant"
        )
    expires = datetime.now(UTC) + timedelta(days=days)
    chosen = scopes or tuple(scope for scope in SCOPES if scope != "metrics")
    settings = _settings()
    made, text = _keys(settings).create(tenant, name[:200], chosen, int(expires.timestamp() * 1000))
    _audit(settings, "create key", made.id, tenant)
    click.echo(f"key {made.id} of {tenant}, until {expires.date()}: {', '.join(chosen)}", err=True)
    click.echo(text)


@keys.command("list")
def list_() -> None:
    """List all keys, without what opens them."""
    for key in _keys(_settings()).all():
        until = "-" if key.expires_at is None else _date(key.expires_at)
        row = (key.id, key.tenant, key.state, until, ",".join(key.scopes), key.name)
        click.echo("\t".join(row))


@keys.command()
@click.argument("key")
def revoke(key: str) -> None:
    """Make KEY (its id, see the list) open nothing any more, at once."""
    settings = _settings()
    if not _keys(settings).revoke(key):
        raise click.UsageError(f"there is no key {key}; see `tournee keys list`")
    _audit(settings, "revoke key", key)
    click.echo(f"key {key} is revoked")


def _keys(settings: Settings) -> Keys:
    database = Database(settings.store_url)
    database.migrate()
    return Keys(database)


def _audit(settings: Settings, action: str, key: str, tenant: str | None = None) -> None:
    set_up(settings.log_level, settings.data_dir)
    AUDIT.info(
        action, extra={"action": action, "key": key, **({"tenant": tenant} if tenant else {})}
    )


def _date(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).date().isoformat()
