"""Promised against actual times.

Promised is the time that a place stood for when it was given: the slot's planned start, and a consultation for each
place in the slot before it. Delays that were announced later, and who went in before by priority, are not in it.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, case, false, func, literal, select
from sqlalchemy.orm import Session

from opd_web.store.report_models import Promise, PromisesReport
from opd_web.store.reports.moments import Epoch, not_negative
from opd_web.store.reports.quantiles import spreads
from opd_web.store.reports.scope import Scope
from opd_web.store.rows import PolicyVersionRow, SlotRow, TokenRow

TOLERANCE = 15
"""Minutes before or after the promise that count as on time."""


def read(session: Session, scope: Scope) -> PromisesReport:
    """Read how far the starts of consultations lay from their promises."""
    cases = _cases(session, scope)
    counts = _counted(session, cases.subquery())
    return PromisesReport(
        everybody=_sum(None, counts),
        doctors=_by("doctor", counts),
        hours=_by("hour", counts),
        late=spreads(session, cases, ("doctor", "hour")),
    )


def _cases(session: Session, scope: Scope) -> Select[Any]:
    ahead = (func.coalesce(TokenRow.sequence, 1) - 1) * _consult_minutes(session)
    off = (Epoch(TokenRow.started_at) - Epoch(SlotRow.starts_at)) / 60.0 - ahead
    query = scope.tokens(
        off.label("off"),
        not_negative(off).label("minutes"),
        false().label("unfinished"),
        TokenRow.doctor_id.label("doctor"),
        scope.clock.hour(SlotRow.starts_at).label("hour"),
    )
    return query.join(SlotRow, SlotRow.id == TokenRow.slot_id).where(TokenRow.started_at.is_not(None))


def _consult_minutes(session: Session) -> ColumnElement[int]:
    """Give the minutes of a consultation in the policy that decided the token."""
    versions = session.execute(select(PolicyVersionRow.id, PolicyVersionRow.options)).all()
    minutes = {version: json.loads(options).get("consult_minutes", 0) for version, options in versions}
    return (
        case(minutes, value=TokenRow.policy_version_id, else_=literal(0, Integer)) if minutes else literal(0, Integer)
    )


def _counted(session: Session, lying: Any) -> Sequence[Row[Any]]:
    """Count the early and the late of each doctor and hour; whatever is told of more is a sum of these."""
    early, late = lying.c.off < -TOLERANCE, lying.c.off > TOLERANCE
    counts = (func.sum(case((test, 1), else_=0)).label(name) for name, test in (("early", early), ("late", late)))
    query = select(lying.c.doctor, lying.c.hour, func.count().label("n"), *counts)
    return session.execute(query.group_by(lying.c.doctor, lying.c.hour)).all()


def _by(name: str, counts: Sequence[Row[Any]]) -> tuple[Promise, ...]:
    keys = sorted({count._mapping[name] for count in counts})  # noqa: SLF001  # a row's public face has this name
    return tuple(_sum(key, [count for count in counts if count._mapping[name] == key]) for key in keys)  # noqa: SLF001  # as above


def _sum(key: int | None, counts: Sequence[Row[Any]]) -> Promise:
    n, early, late = (sum(getattr(count, name) for count in counts) for name in ("n", "early", "late"))
    return Promise(key, n, early, n - early - late, late)
