"""Take out a part of a day, not only whole days."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("absence") as table:
        table.add_column(sa.Column("starts", sa.Time(), nullable=True))
        table.add_column(sa.Column("ends", sa.Time(), nullable=True))
        table.create_check_constraint(op.f("ck_absence_both_hours"), "(starts IS NULL) = (ends IS NULL)")


def downgrade() -> None:
    with op.batch_alter_table("absence") as table:
        table.drop_constraint(op.f("ck_absence_both_hours"), type_="check")
        table.drop_column("ends")
        table.drop_column("starts")
