"""Write down who changed what of the set-up: keys, files taken in, how long persons are kept, and the rest."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_change"),
    )
    op.create_index("ix_change_at", "change", ["at", "id"])
    op.create_index("ix_account_event_at", "account_event", ["at", "id"])


def downgrade() -> None:
    op.drop_index("ix_account_event_at", table_name="account_event")
    op.drop_index("ix_change_at", table_name="change")
    op.drop_table("change")
