"""Remember for which day the demo clinic was last made ready."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("facility") as table:
        table.add_column(sa.Column("demo_day", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("facility") as table:
        table.drop_column("demo_day")
