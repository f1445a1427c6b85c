"""A day while it goes on: who waits now and for how long."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, case, func, select
from sqlalchemy.orm import Session

from opd_web.engine.model import TokenStatus
from opd_web.store.report_models import Line, Today
from opd_web.store.reports.scope import Scope
from opd_web.store.rows import DepartmentDayRow, TokenRow

EXPECTED = (TokenStatus.BOOKED, TokenStatus.WAITING)
INSIDE = (TokenStatus.CALLED, TokenStatus.IN_CONSULTATION)


def read(session: Session, scope: Scope) -> Today:
    """Read the day. The version is read first: what follows may be newer, never older."""
    version = session.scalar(select(func.sum(DepartmentDayRow.event_count)).where(*scope.days()))
    groups = _groups(session, scope)
    return Today(
        day=scope.first,
        version=version or 0,
        everybody=_line(None, groups, scope.now),
        by_doctor=_lines(groups, "doctor", scope.now),
        by_class=_lines(groups, "class", scope.now),
        by_status=_by_status(groups),
    )


def _groups(session: Session, scope: Scope) -> Sequence[Row[Any]]:
    """Count the tokens of each doctor, class and status; `since` is when the first of those who wait arrived."""
    waits = and_(TokenRow.arrived_at.is_not(None), TokenRow.first_called_at.is_(None), TokenRow.status.in_(EXPECTED))
    query = scope.tokens(
        TokenRow.doctor_id.label("doctor"),
        TokenRow.class_.label("class"),
        TokenRow.status.label("status"),
        func.count().label("n"),
        func.sum(case((waits, 1), else_=0)).label("waiting"),
        func.min(case((waits, TokenRow.arrived_at))).label("since"),
        func.sum(case((TokenRow.arrived_at.is_(None), 1), else_=0)).label("absent"),
    )
    return session.execute(query.group_by(TokenRow.doctor_id, TokenRow.class_, TokenRow.status)).all()


def _lines(groups: Iterable[Row[Any]], name: str, now: datetime) -> tuple[Line, ...]:
    by: dict[Any, list[Row[Any]]] = {}
    for group in groups:
        by.setdefault(group._mapping[name], []).append(group)  # noqa: SLF001  # a row's public face has this name
    order = sorted(by, key=lambda key: (key is None, key))
    return tuple(_line(key, by[key], now) for key in order)


def _line(key: str | int | None, groups: Sequence[Row[Any]], now: datetime) -> Line:
    since = min((group.since for group in groups if group.since), default=None)
    return Line(
        key=key,
        waiting=sum(group.waiting for group in groups),
        longest=max(0.0, (now - since).total_seconds() / 60) if since else None,
        expected=sum(group.absent for group in groups if group.status in EXPECTED),
        inside=sum(group.n for group in groups if group.status in INSIDE),
        seen=sum(group.n for group in groups if group.status == TokenStatus.COMPLETED),
    )


def _by_status(groups: Iterable[Row[Any]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for group in groups:
        found[group.status] += group.n
    return found
