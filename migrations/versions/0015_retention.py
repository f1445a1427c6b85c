"""Let a hospital say after how many days a person is erased."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("facility") as table:
        table.add_column(sa.Column("retention_days", sa.Integer(), nullable=True))
        table.create_check_constraint(op.f("ck_facility_retention_positive"), "retention_days > 0")


def downgrade() -> None:
    with op.batch_alter_table("facility") as table:
        table.drop_constraint(op.f("ck_facility_retention_positive"), type_="check")
        table.drop_column("retention_days")
