"""The tables. Moments are milliseconds since 1970, documents zipped JSON."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)  # fmt: skip

metadata = MetaData()

plans = Table(
    "plans",
    metadata,
    Column("id", String(40), primary_key=True),  # in the order of submission
    Column("tenant", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("idempotency_key", String(255)),
    Column("request_hash", String(64), nullable=False),
    Column("problem", LargeBinary, nullable=False),
    Column("visits", Integer, nullable=False),
    Column("options", JSON, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("deadline", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    # Of the queue: the number of its workflow, and whether the queue has that.
    Column("run", Integer, nullable=False),
    Column("handed_over", Boolean, nullable=False),
    # Of the search: who may write results, what was used of the budget, the best plan so far.
    Column("attempt", Integer, nullable=False),
    Column("crashes", Integer, nullable=False),
    Column("stop_asked", Boolean, nullable=False),
    Column("searched_s", Float, nullable=False),
    Column("iterations", BigInteger, nullable=False),
    Column("best", LargeBinary),
    Column("progress", JSON),
    Column("error", JSON),
    UniqueConstraint("tenant", "idempotency_key"),
    Index("plans_by_tenant", "tenant", "id"),
    Index("plans_by_status", "status", "handed_over"),
    Index("plans_by_end", "ended_at"),
)

events = Table(
    "events",
    metadata,
    Column("plan_id", String(40), ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("data", JSON, nullable=False),
)

keys = Table(
    "keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("secret_hash", String(64), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
)
