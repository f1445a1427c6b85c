"""Let reports find the calls past a token."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_token_called", "token", ["doctor_id", "department_day_id", "first_called_event", "arrival", "class"]
    )


def downgrade() -> None:
    op.drop_index("ix_token_called", table_name="token")
