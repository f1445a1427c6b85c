"""Let reports find the places that were taken from somebody."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_event_displaced",
        "event",
        ["department_day_id", "token_id"],
        unique=False,
        postgresql_where=sa.text("kind = 'displaced'"),
        sqlite_where=sa.text("kind = 'displaced'"),
    )


def downgrade() -> None:
    op.drop_index("ix_event_displaced", table_name="event")
