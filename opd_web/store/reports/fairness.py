"""What priority cost others: places that were taken, and calls past those who were there first."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from opd_web.engine.events import Kind
from opd_web.store.day_record import BY_ANOTHER
from opd_web.store.event_rows import EventRow
from opd_web.store.report_models import Cost, FairnessReport, Spreads
from opd_web.store.reports import overtakes, waits
from opd_web.store.reports.quantiles import spreads
from opd_web.store.reports.scope import Scope
from opd_web.store.rows import DepartmentDayRow, TokenRow


def read(session: Session, scope: Scope) -> FairnessReport:
    """Read both."""
    victims = displacements(scope, EventRow.token_id.label("token_id")).distinct().subquery()
    came = session.scalar(scope.tokens(func.count()).where(TokenRow.arrived_at.is_not(None)))
    return FairnessReport(
        costs=_costs(session, scope),
        outcomes=_outcomes(session, scope, victims),
        waits=_waits(session, scope, victims),
        overtaken=overtakes.read(session, scope),
        came=came or 0,
    )


def displacements(scope: Scope, *columns: Any) -> Select[Any]:
    """Select columns of the events by which a token lost its place to another one."""
    # From the events on, and by their own day: they are few, and the index of their kind finds them.
    query = (
        select(*columns)
        .select_from(EventRow)
        .join(DepartmentDayRow, DepartmentDayRow.id == EventRow.department_day_id)
        .join(TokenRow, TokenRow.id == EventRow.token_id)
        .where(*scope.days(), EventRow.kind == literal_column(f"'{Kind.DISPLACED}'"), EventRow.rule.in_(BY_ANOTHER))
    )
    return query if scope.doctor is None else query.where(TokenRow.doctor_id == scope.doctor)


def _costs(session: Session, scope: Scope) -> tuple[Cost, ...]:
    by = _fact(session, "by_class").label("by_class")
    query = displacements(scope, TokenRow.class_, by, func.count())
    query = query.group_by(TokenRow.class_, "by_class").order_by(TokenRow.class_, "by_class")
    return tuple(Cost(class_, by_class or "", times) for class_, by_class, times in session.execute(query))


def _fact(session: Session, name: str) -> ColumnElement[str]:
    """Take one fact out of an event's text."""
    if session.get_bind().dialect.name == "postgresql":
        found: ColumnElement[str] = cast(EventRow.facts, JSONB)[name].astext
        return found
    return cast(func.json_extract(EventRow.facts, f"$.{name}"), Text)


def _outcomes(session: Session, scope: Scope, victims: Any) -> Mapping[str, int]:
    query = scope.tokens(TokenRow.status, func.count()).join(victims, victims.c.token_id == TokenRow.id)
    return dict(session.execute(query.group_by(TokenRow.status)).all())


def _waits(session: Session, scope: Scope, victims: Any) -> Spreads:
    """Compare those who lost their place with those who did not."""
    lost = case((victims.c.token_id.is_not(None), 1), else_=0).label("displaced")
    query = waits.cases(scope, lost).outerjoin(victims, victims.c.token_id == TokenRow.id)
    return spreads(session, query, ("displaced",))
