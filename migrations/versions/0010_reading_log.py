"""Log who looked at which patient's data."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "access",
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=30), nullable=False),
        sa.Column("detail", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_access"),
    )
    op.create_index("ix_access_at", "access", ["at"])
    op.create_index("ix_access_actor", "access", ["actor", "id"])
    op.create_table(
        "access_subject",
        sa.Column("access_id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["access_id"], ["access.id"], name="fk_access_subject_access_id_access"),
        sa.PrimaryKeyConstraint("access_id", "kind", "subject_id", name="pk_access_subject"),
    )
    op.create_index("ix_access_subject_kind", "access_subject", ["kind", "subject_id", "access_id"])


def downgrade() -> None:
    op.drop_table("access_subject")
    op.drop_table("access")
