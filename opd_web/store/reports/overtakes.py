"""Overtakes: calls past those who were there first.

No other figure takes as long to count, so those of days that are over are kept, with the number of events that the day
then had. Every change of a day is an event: where there are more by now, its tokens are looked at again.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.orm import QueryableAttribute, Session, aliased

from opd_web.engine.model import EMERGENCY
from opd_web.store import locking
from opd_web.store.kept_rows import OvertakesRow
from opd_web.store.report_models import Overtaken
from opd_web.store.reports.scope import Scope
from opd_web.store.rows import DepartmentDayRow, TokenRow

NEVER = 2**31 - 1
"""A position in a day's chain that no event reaches."""

OUT_OF_DATE = DepartmentDayRow.overtakes_at.is_distinct_from(DepartmentDayRow.event_count)


def read(session: Session, scope: Scope) -> tuple[Overtaken, ...]:
    """Count by class who came to the engine later and was called first, while this patient was present."""
    found: dict[str, list[Sequence[Any]]] = defaultdict(list)
    for class_, *counts in (*session.execute(_kept(scope)), *session.execute(_counted(scope))):
        found[class_].append(counts)
    return tuple(_sum(class_, counts) for class_, counts in sorted(found.items()))


def keep(session: Session, before: date, most: int) -> int:
    """Count the overtakes of so many days before this one that have none, or old ones; give how many days it were."""
    days = _stale(session, before, most)
    session.execute(delete(OvertakesRow).where(OvertakesRow.department_day_id.in_(days)))
    tokens = select(*BY_DOCTOR, _times()).where(TokenRow.department_day_id.in_(days))
    columns = ("department_day_id", "doctor_id", "class", "times", "patients", "most")
    session.execute(insert(OvertakesRow).from_select(columns, _summed(tokens, BY_DOCTOR)))
    if days:
        marks = [{"id": day, "overtakes_at": events} for day, events in days.items()]
        session.execute(update(DepartmentDayRow), marks)
    return len(days)


BY_DOCTOR = (TokenRow.department_day_id, TokenRow.doctor_id, TokenRow.class_)


def _stale(session: Session, before: date, most: int) -> dict[int, int]:
    """Give the days and how many events each has, and lock them: whoever changes one has to wait until it is kept."""
    query = (
        select(DepartmentDayRow)
        .where(DepartmentDayRow.service_day < before, DepartmentDayRow.last_number > 0, OUT_OF_DATE)
        .order_by(DepartmentDayRow.id)
        .limit(most)
    )
    return {day.id: day.event_count for day in session.scalars(locking.for_update(query, of=DepartmentDayRow))}


def _kept(scope: Scope) -> Select[Any]:
    sums = (func.sum(OvertakesRow.times), func.sum(OvertakesRow.patients), func.max(OvertakesRow.most))
    columns: Sequence[Any] = (OvertakesRow.class_, *sums)
    query = (
        select(*columns)
        .join(DepartmentDayRow, DepartmentDayRow.id == OvertakesRow.department_day_id)
        .where(*scope.days(), ~OUT_OF_DATE)
        .group_by(OvertakesRow.class_)
    )
    return query if scope.doctor is None else query.where(OvertakesRow.doctor_id == scope.doctor)


def _counted(scope: Scope) -> Select[Any]:
    return _summed(scope.tokens(TokenRow.class_, _times()).where(OUT_OF_DATE), (TokenRow.class_,))


def _summed(tokens: Select[Any], by: Sequence[QueryableAttribute[Any]]) -> Select[Any]:
    """Sum the `times` of these tokens by groups, those who were never overtaken left out."""
    here = tokens.where(TokenRow.arrived_event.is_not(None), TokenRow.doctor_id.is_not(None))
    # Grouped by its result too: PostgreSQL would else count anew for each place where it is named.
    each = here.add_columns(func.count().label("n")).group_by(*by, "times").subquery()
    groups = [each.c[column.key] for column in by]
    sums = (func.sum(each.c.times * each.c.n), func.sum(each.c.n), func.max(each.c.times))
    return select(*groups, *sums).where(each.c.times > 0).group_by(*groups)


def _times() -> Any:
    """Count the calls past a token.

    They are those of its own wait, which the index of a doctor's calls finds: a wait is short, where every pair of the
    day's tokens is many.
    """
    other = aliased(TokenRow)
    past = select(func.count()).select_from(other)
    past = past.where(
        other.department_day_id == TokenRow.department_day_id,
        other.doctor_id == TokenRow.doctor_id,
        other.first_called_event > TokenRow.arrived_event,
        other.first_called_event < func.coalesce(TokenRow.first_called_event, NEVER),
        other.arrival > TokenRow.arrival,
        other.class_ != EMERGENCY,
    )
    return past.correlate(TokenRow).scalar_subquery().label("times")


def _sum(class_: str, found: Iterable[Sequence[Any]]) -> Overtaken:
    # PostgreSQL's sum of large integers is a decimal number.
    times, patients, most = zip(*found, strict=True)
    return Overtaken(class_, int(sum(times)), int(sum(patients)), max(most))
