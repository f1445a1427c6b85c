"""Plan clinics ahead: weekly templates, the slots that they made, and days without clinic."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "weekly_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("doctor_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_weekly_template_weekday")),
        sa.CheckConstraint("ends > starts", name=op.f("ck_weekly_template_ends_after_start")),
        sa.CheckConstraint("slot_minutes > 0", name=op.f("ck_weekly_template_slot_minutes_positive")),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_weekly_template_capacity_positive")),
        sa.ForeignKeyConstraint(["doctor_id"], ["doctor.id"], name="fk_weekly_template_doctor_id_doctor"),
        sa.PrimaryKeyConstraint("id", name="pk_weekly_template"),
    )
    op.create_index("ix_weekly_template_doctor_id", "weekly_template", ["doctor_id"])
    op.create_table(
        "template_day",
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("service_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"], ["weekly_template.id"], name="fk_template_day_template_id_weekly_template"
        ),
        sa.PrimaryKeyConstraint("template_id", "service_day", name="pk_template_day"),
    )
    op.create_table(
        "template_slot",
        sa.Column("slot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name="fk_template_slot_slot_id_slot"),
        sa.ForeignKeyConstraint(
            ["template_id"], ["weekly_template.id"], name="fk_template_slot_template_id_weekly_template"
        ),
        sa.PrimaryKeyConstraint("slot_id", name="pk_template_slot"),
    )
    op.create_index("ix_template_slot_template_id", "template_slot", ["template_id"])
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("doctor_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_absence_ends_after_start")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_absence_department_id_department"),
        sa.ForeignKeyConstraint(["doctor_id"], ["doctor.id"], name="fk_absence_doctor_id_doctor"),
        sa.PrimaryKeyConstraint("id", name="pk_absence"),
    )
    op.create_index("ix_absence_doctor_id", "absence", ["doctor_id"])


def downgrade() -> None:
    op.drop_table("absence")
    op.drop_table("template_slot")
    op.drop_table("template_day")
    op.drop_table("weekly_template")
