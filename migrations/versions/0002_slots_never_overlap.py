"""Let the database itself refuse two slots of one doctor in the same time; cancelled ones do not count."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# SQLite has no exclusion constraints. Moments are kept as text of one form there, so that they compare as text.
OVERLAP = """
CREATE TRIGGER slot_no_overlap_{moment} BEFORE {event} ON slot
WHEN NEW.status <> 'CANCELLED' AND EXISTS (
    SELECT 1 FROM slot AS other
    WHERE other.doctor_id = NEW.doctor_id AND other.id IS NOT NEW.id AND other.status <> 'CANCELLED'
      AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
)
BEGIN SELECT RAISE(ABORT, 'slot_no_overlap'); END
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(OVERLAP.format(moment="insert", event="INSERT"))
        op.execute(OVERLAP.format(moment="update", event="UPDATE OF starts_at, ends_at, doctor_id, status"))
    else:
        op.execute(
            "ALTER TABLE slot ADD CONSTRAINT slot_no_overlap EXCLUDE USING gist ("
            "int8range(doctor_id, doctor_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&"
            ") WHERE (status <> 'CANCELLED')"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER slot_no_overlap_insert")
        op.execute("DROP TRIGGER slot_no_overlap_update")
    else:
        op.execute("ALTER TABLE slot DROP CONSTRAINT slot_no_overlap")
