"""What a report asks of PostgreSQL beside its figures."""

from sqlalchemy import text
from sqlalchemy.orm import Session

SETTINGS = (
    # Hundreds of thousands of waits are sorted in memory, not on the disk.
    "SET LOCAL work_mem = '64MB'",
    # Tokens of one day lie side by side: some weeks are read by their index, not by looking at every token there is.
    "SET LOCAL random_page_cost = 1.1",
    # To compile a statement takes longer than most reports.
    "SET LOCAL jit = off",
)


def prepare(session: Session) -> None:
    """Let this transaction sort much at once."""
    if session.get_bind().dialect.name == "postgresql":
        for setting in SETTINGS:
            session.execute(text(setting))
