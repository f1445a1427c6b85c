"""Let the record cover what stands beside its events: policies, the days' counters, the end of the seals."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("policy_version", sa.Column("hash", sa.String(length=64), nullable=True))
    op.add_column("day_seal", sa.Column("state", sa.String(length=64), nullable=True))
    op.create_table(
        "seal_end",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_seal_end"),
    )
    op.execute(
        "INSERT INTO seal_end (id, position, hash) SELECT 1, position, hash FROM day_seal "
        "WHERE position = (SELECT max(position) FROM day_seal)"
    )


def downgrade() -> None:
    op.drop_table("seal_end")
    op.drop_column("day_seal", "state")
    op.drop_column("policy_version", "hash")
