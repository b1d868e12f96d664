"""The first tables: plans, their events, keys."""

from alembic import op
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)  # fmt: skip

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "plans",
        Column("id", String(40), primary_key=True),
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
        Column("run", Integer, nullable=False),
        Column("handed_over", Boolean, nullable=False),
        Column("attempt", Integer, nullable=False),
        Column("crashes", Integer, nullable=False),
        Column("stop_asked", Boolean, nullable=False),
        Column("searched_s", Float, nullable=False),
        Column("iterations", BigInteger, nullable=False),
        Column("best", LargeBinary),
        Column("progress", JSON),
        Column("error", JSON),
        UniqueConstraint("tenant", "idempotency_key"),
    )
    op.create_table(
        "events",
        Column("plan_id", String(40), ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("kind", String(16), nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("data", JSON, nullable=False),
    )
    op.create_table(
        "keys",
        Column("id", String(16), primary_key=True),
        Column("tenant", String(64), nullable=False),
        Column("name", String(200), nullable=False),
        Column("secret_hash", String(64), nullable=False),
        Column("scopes", JSON, nullable=False),
        Column("created_at", BigInteger, nullable=False),
        Column("expires_at", BigInteger),
        Column("revoked_at", BigInteger),
    )
    op.create_index("plans_by_tenant", "plans", ["tenant", "id"])
    op.create_index("plans_by_status", "plans", ["status", "handed_over"])
