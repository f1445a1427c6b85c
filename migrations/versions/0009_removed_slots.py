"""Take a slot away that never had a token; its events stay."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("slot", sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    # Not as a copy of the table: tokens refer to it.
    op.drop_column("slot", "removed")
