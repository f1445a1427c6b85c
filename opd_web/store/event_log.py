"""The log of all events, as text that is the same wherever the same things happened."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.engine.events import canonical
from opd_web.store.event_rows import EventRow
from opd_web.store.unit_of_work import sealed_part


def lines(session: Session) -> Iterator[str]:
    """Write each event as one line of canonical JSON, in the order of writing."""
    for row in session.scalars(select(EventRow).order_by(EventRow.id)):
        yield canonical({**sealed_part(row), "hash": row.hash})
