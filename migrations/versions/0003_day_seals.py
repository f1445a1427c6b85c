"""Chain the heads of the days that are over."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "day_seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("department_day_id", sa.Integer(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_day_id"], ["department_day.id"], name="fk_day_seal_department_day_id_department_day"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_day_seal"),
        sa.UniqueConstraint("position", name="uq_day_seal_position"),
    )


def downgrade() -> None:
    op.drop_table("day_seal")
