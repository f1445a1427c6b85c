"""Waits and the other stretches of a visit."""

from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

from opd_web.store.report_models import Spreads, WaitsReport
from opd_web.store.reports.moments import minutes_between
from opd_web.store.reports.quantiles import side_by_side, spreads
from opd_web.store.reports.scope import Scope
from opd_web.store.rows import SlotRow, TokenRow


def read(session: Session, scope: Scope) -> WaitsReport:
    """Read the waits by class, hour of arrival and doctor, and what came before and after them."""
    delay, walk, consultation = side_by_side(session, _stretches(scope), ("delay", "walk", "consultation"))
    return WaitsReport(by(session, scope, ("class", "hour", "doctor")), delay, walk, consultation)


def by(session: Session, scope: Scope, groups: tuple[str, ...]) -> Spreads:
    """Read the waits of everybody who came, and by these groups."""
    return spreads(session, cases(scope, *(_group(scope, name) for name in groups)), groups)


def cases(scope: Scope, *columns: ColumnElement[Any]) -> Select[Any]:
    """Select everybody who came with their wait."""
    query = scope.tokens(
        scope.wait().label("minutes"), TokenRow.first_called_at.is_(None).label("unfinished"), *columns
    )
    return query.where(TokenRow.arrived_at.is_not(None))


def _group(scope: Scope, name: str) -> ColumnElement[Any]:
    columns: dict[str, ColumnElement[Any]] = {
        "class": TokenRow.class_.label("class"),
        "hour": scope.clock.hour(TokenRow.arrived_at).label("hour"),
        "doctor": TokenRow.doctor_id.label("doctor"),
    }
    return columns[name]


def _stretches(scope: Scope) -> Select[Any]:
    query = scope.tokens(
        minutes_between(SlotRow.starts_at, TokenRow.started_at).label("delay"),
        minutes_between(TokenRow.called_at, TokenRow.started_at).label("walk"),
        minutes_between(TokenRow.started_at, TokenRow.completed_at).label("consultation"),
    )
    return query.outerjoin(SlotRow, SlotRow.id == TokenRow.slot_id).where(TokenRow.started_at.is_not(None))
