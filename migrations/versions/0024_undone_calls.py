"""Let a call know that it was undone, so that a board says it once when it is made again."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("call", sa.Column("undone", sa.Boolean(), server_default=sa.false(), nullable=False))
    # A recall that was undone left its token called when it was before.
    op.execute(
        sa.text(
            "UPDATE call SET undone = :undone "
            "WHERE called_at > (SELECT token.called_at FROM token WHERE token.id = call.token_id)"
        ).bindparams(undone=True)
    )


def downgrade() -> None:
    op.drop_column("call", "undone")
