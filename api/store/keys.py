"""API keys, of which only a hash is kept."""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import func, insert, select, update

from api.store.database import Database, now_ms
from api.store.tables import keys

Scope = Literal["plans:read", "plans:write", "checks", "metrics"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
PREFIX = "tournee"


@dataclass(frozen=True)
class Key:
    """A key without its secret. Moments are milliseconds since 1970."""

    id: str
    tenant: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: int
    expires_at: int | None
    revoked_at: int | None

    @property
    def state(self) -> Literal["valid", "revoked", "expired"]:
        """Whether it opens anything."""
        if self.revoked_at is not None:
            return "revoked"
        if self.expires_at is not None and self.expires_at <= now_ms():
            return "expired"
        return "valid"


class Keys:
    """The table of keys.

    A key is `tournee_ID_SECRET`. The secret has 256 random bits, so that one SHA-256 is as
    good as a slow hash, which is for passwords that people choose.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._any = False

    def create(
        self, tenant: str, name: str, scopes: Sequence[Scope], expires_at: int | None
    ) -> tuple[Key, str]:
        """Make a key; the text that opens it is shown this once."""
        ident, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        with self.database.write() as connection:
            connection.execute(
                insert(keys).values(
                    id=ident,
                    tenant=tenant,
                    name=name,
                    secret_hash=_hash(secret),
                    scopes=list(scopes),
                    created_at=now_ms(),
                    expires_at=expires_at,
                )
            )
        made = Key(ident, tenant, name, tuple(scopes), now_ms(), expires_at, None)
        return made, f"{PREFIX}_{ident}_{secret}"

    def opened_by(self, text: str) -> Key | None:
        """The valid key that a text opens."""
        prefix, _, rest = text.partition("_")
        ident, _, secret = rest.partition("_")
        if prefix != PREFIX or not ident or len(text) > 200:
            return None
        with self.database.read() as connection:
            row = connection.execute(select(keys).where(keys.c.id == ident)).one_or_none()
        known = "" if row is None else row.secret_hash
        if not hmac.compare_digest(known, _hash(secret)):
            return None
        assert row is not None
        found = _key(row)
        return found if found.state == "valid" else None

    def all(self) -> list[Key]:
        """Every key there ever was, the oldest first."""
        with self.database.read() as connection:
            rows = connection.execute(select(keys).order_by(keys.c.created_at, keys.c.id))
            return [_key(row) for row in rows]

    def revoke(self, ident: str) -> bool:
        """Make a key open nothing any more; False if there is none of this id."""
        with self.database.write() as connection:
            changed = connection.execute(
                update(keys)
                .where(keys.c.id == ident)
                .values(revoked_at=func.coalesce(keys.c.revoked_at, now_ms()))
            )
            return bool(changed.rowcount)

    def closed(self, held: Collection[str | None]) -> set[str | None]:
        """Of the ids of keys, those that open nothing any more.

        None stands for no key: that opens until a first key is made.
        """
        with self.database.read() as connection:
            rows = connection.execute(
                select(keys).where(keys.c.id.in_([ident for ident in held if ident is not None]))
            )
            valid = {row.id for row in rows if _key(row).state == "valid"}
        closed = set(held) - valid
        return closed if self.any() else closed - {None}

    def any(self) -> bool:
        """Whether a key was ever made: then every request needs one, even if all have expired."""
        if not self._any:
            with self.database.read() as connection:
                self._any = connection.scalar(select(keys.c.id).limit(1)) is not None
        return self._any


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _key(row: object) -> Key:
    values = {name: getattr(row, name) for name in Key.__dataclass_fields__}
    return Key(**{**values, "scopes": tuple(values["scopes"])})
