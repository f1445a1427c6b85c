"""What priority cost others: places that were taken, and calls past those who were there first."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session, aliased

from opd_web.engine.events import Kind
from opd_web.engine.model import EMERGENCY
from opd_web.store.day_record import BY_ANOTHER
from opd_web.store.event_rows import EventRow
from opd_web.store.report_models import Cost, FairnessReport, Overtaken, Spreads
from opd_web.store.reports import waits
from opd_web.store.reports.quantiles import spreads
from opd_web.store.reports.scope import Scope
from opd_web.store.rows import DepartmentDayRow, TokenRow

NEVER = 2**31 - 1
"""A position in a day's chain that no event reaches."""


def read(session: Session, scope: Scope) -> FairnessReport:
    """Read both."""
    victims = displacements(scope, EventRow.token_id.label("token_id")).distinct().subquery()
    came = session.scalar(scope.tokens(func.count()).where(TokenRow.arrived_at.is_not(None)))
    return FairnessReport(
        costs=_costs(session, scope),
        outcomes=_outcomes(session, scope, victims),
        waits=_waits(session, scope, victims),
        overtaken=overtaken(session, scope),
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


def overtaken(session: Session, scope: Scope) -> tuple[Overtaken, ...]:
    """Count by class who came to the engine later and was called first, while this patient was present."""
    times: dict[str, Counter[int]] = defaultdict(Counter)
    for class_, passed, count in session.execute(_how_often(scope)):
        times[class_][passed] = count
    return tuple(
        Overtaken(class_, sum(passed * count for passed, count in found.items()), found.total(), max(found))
        for class_, found in sorted(times.items())
    )


def _how_often(scope: Scope) -> Select[Any]:
    """Select how many tokens of each class were overtaken how often, those never left out.

    The calls past a token are those of its own wait, which the index of a doctor's calls finds: a wait is short, where
    every pair of the day's tokens is many.
    """
    other = aliased(TokenRow)
    past = (
        select(func.count())
        .select_from(other)
        .where(
            other.department_day_id == TokenRow.department_day_id,
            other.doctor_id == TokenRow.doctor_id,
            other.first_called_event > TokenRow.arrived_event,
            other.first_called_event < func.coalesce(TokenRow.first_called_event, NEVER),
            other.arrival > TokenRow.arrival,
            other.class_ != EMERGENCY,
        )
        .correlate(TokenRow)
        .scalar_subquery()
    )
    each = scope.tokens(TokenRow.class_.label("class"), past.label("times"), func.count().label("n"))
    each = each.where(TokenRow.arrived_event.is_not(None)).group_by("class", "times")
    found = each.subquery()
    return select(found.c["class"], found.c.times, found.c.n).where(found.c.times > 0)


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
