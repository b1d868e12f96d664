"""Settings of the service, all from the environment: `TOURNEE_` and the name in capitals."""

import os
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MIB = 1024 * 1024
PREFIX = r"^(/[A-Za-z0-9._~-]+)*$"
"""Of a path: nothing, or names with a slash before each."""


class Settings(BaseSettings):
    """Every setting, its default and its meaning; `docs/service.md` shows the same table."""

    model_config = SettingsConfigDict(env_prefix="TOURNEE_", frozen=True)

    host: str = Field("127.0.0.1", description="address to listen on; a public one needs keys")
    port: int = Field(8000, ge=0, le=65_535, description="port to listen on; 0: any free one")
    data_dir: Path = Field(
        Path("tournee-data"),
        description="folder of the SQLite files and of the audit log; made if it is not there",
    )
    database_url: SecretStr | None = Field(
        None,
        description="PostgreSQL instead of SQLite, as postgresql://user:password@host/name",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="least level of the log on stderr, one JSON object a line"
    )

    solves: int = Field(
        max(1, (os.cpu_count() or 2) - 1), ge=1, le=256, description="solves at a time"
    )
    solves_per_tenant: int | None = Field(
        None, ge=1, le=256, description="solves of one tenant at a time; unset: as many as `solves`"
    )
    threads: int = Field(1, ge=1, le=256, description="threads of a solve")
    solve_memory_mib: int = Field(
        4096, ge=256, description="memory that a solve may allocate (Linux)"
    )
    solve_nice: int = Field(10, ge=0, le=19, description="niceness of solves, below requests")
    max_solve_s: float = Field(3600, gt=0, description="longest search, in seconds")
    max_attempts: int = Field(
        3, ge=1, le=100, description="starts of a solve whose process died, then the plan fails"
    )
    max_queued: int = Field(10_000, ge=1, description="plans of one tenant that may wait")

    max_body_mib: float = Field(32, gt=0, le=190, description="largest request body")
    max_bodies_mib: float = Field(
        192, gt=0, description="bodies of all requests together that are being received or read"
    )
    body_timeout_s: float = Field(30, gt=0, description="time for a request's body to arrive")
    read_memory_mib: int = Field(
        1024, ge=256, description="memory for reading or judging one large body (Linux)"
    )
    header_timeout_s: float = Field(10, gt=0, description="time for a request's headers to arrive")
    max_connections: int = Field(
        2000,
        ge=1,
        description="open connections; fewer where the system allows fewer open files",
    )
    max_wait_s: float = Field(60, ge=0, description="longest `Prefer: wait`")
    max_streams: int = Field(500, ge=1, description="event streams of one tenant at a time")
    root_path: str = Field(
        "",
        pattern=PREFIX,
        description="prefix of all paths behind a proxy, like /tournee",
    )
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        (),
        description="addresses of proxies, with commas between, whose `X-Forwarded-For`, "
        "`-Proto` and `-Prefix` are believed",
    )
    rate_per_s: float = Field(200, gt=0, description="requests a second of one tenant, on average")
    rate_burst: int = Field(4000, ge=1, description="requests of one tenant at once")

    retention_days: float = Field(
        30, gt=0, description="days that ended plans, and files of the audit log, are kept"
    )
    shutdown_s: float = Field(
        5, ge=0, description="time for open requests to end when the service is stopped"
    )

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return [part.strip() for part in value.split(",") if part.strip()]

    @property
    def per_tenant(self) -> int:
        """Solves of one tenant at a time."""
        return min(self.solves, self.solves_per_tenant or self.solves)

    @property
    def store_url(self) -> str:
        """Where plans and keys are kept."""
        return self._postgresql or f"sqlite:///{self.data_dir / 'plans.db'}"

    @property
    def jobs_url(self) -> str:
        """Where DBOS keeps its queue; not the same SQLite file, as each has one writer."""
        return self._postgresql or f"sqlite:///{self.data_dir / 'jobs.db'}"

    @property
    def _postgresql(self) -> str | None:
        if self.database_url is None:
            return None
        _, _, rest = self.database_url.get_secret_value().partition("://")
        return f"postgresql+psycopg://{rest}"
