"""PCs where users take turns with a PIN, counted attempts, and the second step of a sign-in."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ADDED = ("totp_since", "totp_step", "totp_secret", "pin_tries", "pin_set_at", "pin_hash")


def upgrade() -> None:
    op.add_column("login", sa.Column("by_pin", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("account", sa.Column("pin_hash", sa.String(length=200), nullable=True))
    op.add_column("account", sa.Column("pin_set_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account", sa.Column("pin_tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("account", sa.Column("totp_secret", sa.String(length=200), nullable=True))
    op.add_column("account", sa.Column("totp_step", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("account", sa.Column("totp_since", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "desk_pc",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_desk_pc"),
        sa.UniqueConstraint("hash", name="uq_desk_pc_hash"),
    )
    op.create_table(
        "attempt",
        sa.Column("id", BIG, nullable=False),
        sa.Column("bucket", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_bucket", "attempt", ["bucket"])
    op.create_index("ix_attempt_at", "attempt", ["at"])
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_recovery_code_account_id_account"),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_code"),
    )
    op.create_index("ix_recovery_code_account_id", "recovery_code", ["account_id"])


def downgrade() -> None:
    for table in ("recovery_code", "attempt", "desk_pc"):
        op.drop_table(table)
    for column in ADDED:
        op.drop_column("account", column)
    op.drop_column("login", "by_pin")
