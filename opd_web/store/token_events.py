"""The sealed events of one token, as an auditor reads them."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.store import actors
from opd_web.store.event_rows import EventRow
from opd_web.store.paging import Asked, Page, page
from opd_web.store.resources import EventView


def listed(session: Session, token_id: int, asked: Asked) -> Page[EventView]:
    """List a token's events in their order."""
    query = select(EventRow).where(EventRow.token_id == token_id).order_by(EventRow.id).limit(asked.limit + 1)
    if asked.after:
        query = query.where(EventRow.id > asked.after[0])
    rows = session.scalars(query).all()
    names = actors.names(session, [row.actor for row in rows])
    return page(rows, asked, lambda row: (row.id,), lambda shown: [_view(row, names[row.actor]) for row in shown])


def _view(row: EventRow, who: str) -> EventView:
    return EventView(
        id=row.id,
        position=row.position,
        at=row.at,
        actor=row.actor,
        who=who,
        kind=row.kind,
        token_id=row.token_id,
        slot_id=row.slot_id,
        status_before=row.status_before,
        status_after=row.status_after,
        rule=row.rule,
        facts=json.loads(row.facts),
        previous_hash=row.previous_hash,
        hash=row.hash,
    )
