"""An index for retention, which looks for plans by their end."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create it."""
    op.create_index("plans_by_end", "plans", ["ended_at"])
