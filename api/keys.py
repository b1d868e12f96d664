"""`tournee keys`: who may ask for what."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from pydantic import ValidationError

from api.logs import AUDIT, set_up
from api.settings import Settings
from api.store.database import Database
from api.store.keys import SCOPES, Keys, Scope


def settings_of(**given: Any) -> Settings:
    """The settings of the environment, with some given; what is wrong with them is told."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        wrong = [
            f"TOURNEE_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()
        ]
        raise click.UsageError("; ".join(wrong)) from None


def opened(settings: Settings) -> Keys:
    """The keys of a service."""
    database = Database(settings.store_url)
    database.migrate()
    return Keys(database)


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
    settings = settings_of()
    made, text = opened(settings).create(
        tenant, name[:200], chosen, int(expires.timestamp() * 1000)
    )
    _audit(settings, "create key", made.id, tenant)
    click.echo(f"key {made.id} of {tenant}, until {expires.date()}: {', '.join(chosen)}", err=True)
    click.echo(text)


@keys.command("list")
def list_() -> None:
    """List all keys, without what opens them."""
    for key in opened(settings_of()).all():
        until = "-" if key.expires_at is None else _date(key.expires_at)
        row = (key.id, key.tenant, key.state, until, ",".join(key.scopes), key.name)
        click.echo("\t".join(row))


@keys.command()
@click.argument("key")
def revoke(key: str) -> None:
    """Make KEY (its id, see the list) open nothing any more, at once."""
    settings = settings_of()
    if not opened(settings).revoke(key):
        raise click.UsageError(f"there is no key {key}; see `tournee keys list`")
    _audit(settings, "revoke key", key)
    click.echo(f"key {key} is revoked")


def _audit(settings: Settings, action: str, key: str, tenant: str | None = None) -> None:
    set_up(settings.log_level, settings.data_dir)
    AUDIT.info(
        action, extra={"action": action, "key": key, **({"tenant": tenant} if tenant else {})}
    )


def _date(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).date().isoformat()
