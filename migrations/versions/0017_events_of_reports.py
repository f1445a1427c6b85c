"""Let reports find the places that were taken from somebody, and the calls while somebody waited."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
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
    op.create_index(
        "ix_token_called",
        "token",
        ["department_day_id", "doctor_id", "first_called_event", "arrival", "class"],
        unique=False,
        postgresql_where=sa.text("first_called_event IS NOT NULL"),
        sqlite_where=sa.text("first_called_event IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_token_called", table_name="token")
    op.drop_index("ix_event_displaced", table_name="event")
