"""Reading: a fresh look at what is committed, never a write."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from opd_web.store.database import db
from opd_web.store.unit_of_work import translated


@contextmanager
def reading() -> Iterator[Session]:
    """Give a session to read with, and end its snapshot afterwards. Raise Unavailable or Busy."""
    db.session.rollback()
    session = db.session()
    try:
        with translated():
            if session.get_bind().dialect.name == "postgresql":
                # One snapshot for all statements of a page; SQLite's transactions are one by nature.
                session.connection(
                    execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
                )
            yield session
    finally:
        db.session.rollback()
