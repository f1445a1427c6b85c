"""Keep the overtakes of days that are over: of all figures they take longest to count."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("department_day", sa.Column("overtakes_at", sa.Integer(), nullable=True))
    op.create_table(
        "overtakes",
        sa.Column("department_day_id", sa.Integer(), nullable=False),
        sa.Column("doctor_id", sa.Integer(), nullable=False),
        sa.Column("class", sa.String(length=40), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("patients", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_day_id"], ["department_day.id"], name="fk_overtakes_department_day_id_department_day"
        ),
        sa.ForeignKeyConstraint(["doctor_id"], ["doctor.id"], name="fk_overtakes_doctor_id_doctor"),
        sa.PrimaryKeyConstraint("department_day_id", "doctor_id", "class", name="pk_overtakes"),
    )


def downgrade() -> None:
    op.drop_table("overtakes")
    op.drop_column("department_day", "overtakes_at")
