"""Pair TVs with boards, and let each board have its contents, sizes and languages."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

COLUMNS = (
    ("open_to_all", sa.Boolean(), sa.false()),
    ("lines", sa.Integer(), sa.text("1")),
    ("inches", sa.Integer(), sa.text("43")),
    ("metres", sa.Integer(), sa.text("10")),
    ("languages", sa.String(length=60), None),
    ("ticker", sa.Text(), None),
    ("token_hash", sa.String(length=64), None),
    ("paired_at", sa.DateTime(timezone=True), None),
    ("last_contact_at", sa.DateTime(timezone=True), None),
    ("sound", sa.String(length=10), None),
    ("screen", sa.String(length=20), None),
)


def upgrade() -> None:
    # Not as a copy of the table: others refer to it.
    for name, kind, default in COLUMNS:
        op.add_column("board", sa.Column(name, kind, nullable=default is None, server_default=default))
    op.create_index("ix_board_token_hash", "board", ["token_hash"], unique=True)
    # What was there was open to everybody until now, and TVs show it.
    op.execute(sa.text("UPDATE board SET open_to_all = true"))
    op.create_table(
        "board_doctor",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("doctor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name="fk_board_doctor_board_id_board"),
        sa.ForeignKeyConstraint(["doctor_id"], ["doctor.id"], name="fk_board_doctor_doctor_id_doctor"),
        sa.PrimaryKeyConstraint("board_id", "doctor_id", name="pk_board_doctor"),
    )
    op.create_table(
        "board_room",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name="fk_board_room_board_id_board"),
        sa.PrimaryKeyConstraint("board_id", "room", name="pk_board_room"),
    )
    op.create_table(
        "board_pairing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name="fk_board_pairing_board_id_board"),
        sa.PrimaryKeyConstraint("id", name="pk_board_pairing"),
        sa.UniqueConstraint("secret_hash", name="uq_board_pairing_secret_hash"),
        sa.UniqueConstraint("code", name="uq_board_pairing_code"),
    )


def downgrade() -> None:
    op.drop_table("board_pairing")
    op.drop_table("board_room")
    op.drop_table("board_doctor")
    op.drop_index("ix_board_token_hash", "board")
    for name, *_ in reversed(COLUMNS):
        op.drop_column("board", name)
