"""Which slips were printed, so that every further print says that it is a copy."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "slip_print",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["token_id"], ["token.id"], name="fk_slip_print_token_id_token"),
        sa.PrimaryKeyConstraint("id", name="pk_slip_print"),
    )
    op.create_index("ix_slip_print_token_id", "slip_print", ["token_id"])


def downgrade() -> None:
    op.drop_index("ix_slip_print_token_id", "slip_print")
    op.drop_table("slip_print")
