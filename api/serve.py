"""`tournee serve`."""

import socket
from types import FrameType

import click
import uvicorn

from api.app import create_app
from api.auth import is_loopback
from api.connections import AT_ONCE, BACKLOG, limited, listening
from api.keys import opened, settings_of
from api.lock import locked, unwritable
from api.logs import set_up
from api.memory import give_back


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
        for at in sockets or []:
            at.listen(BACKLOG)
            host, port = at.getsockname()[:2]
            click.echo(f"Tournée listens on http://{host}:{port}")


@click.command()
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port.  [default: 8000]")
def serve(host: str | None, port: int | None) -> None:
    """Run the service: API, queue and solves. Settings are in the environment (TOURNEE_...)."""
    settings = settings_of(host=host, port=port)
    try:
        set_up(settings.log_level, settings.data_dir, settings.retention_days)
    except OSError as error:
        raise unwritable(settings, error) from None
    give_back()
    with locked(settings) as lock:
        if not is_loopback(settings.host) and not opened(settings).any():
            raise click.UsageError(
                f"{settings.host} can be reached from elsewhere, and there is no key yet: "
                "anybody could use the service. Make one with `tournee keys create`, or listen "
                "on 127.0.0.1."
            )
        server = _Server(
            uvicorn.Config(
                create_app(settings, lock),
                http=limited(settings),
                backlog=AT_ONCE,
                proxy_headers=False,  # `api.proxies` does that
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="on",
                timeout_graceful_shutdown=max(1, round(settings.shutdown_s)),
                timeout_keep_alive=30,
            )
        )
        server.run(listening(settings))
        if not server.started:
            raise click.ClickException("the service did not start; the log says why")
