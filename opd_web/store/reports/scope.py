"""Which tokens a report counts, and the columns that several reports take of them."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, literal, select

from opd_web.store.reports.moments import Epoch, LocalTime, minutes_between, not_negative
from opd_web.store.rows import DepartmentDayRow, SlotRow, TokenRow


@dataclass(frozen=True)
class Scope:
    """Service days from first to last; `departments` and `doctor` None are all; `now` (UTC) ends waits that go on."""

    first: date
    last: date
    zone: ZoneInfo
    now: datetime
    departments: frozenset[int] | None = None
    doctor: int | None = None

    @cached_property
    def clock(self) -> LocalTime:
        """Give the facility's clock over these days."""
        return LocalTime.over(self.zone, self.first, self.last)

    def days(self) -> list[ColumnElement[bool]]:
        """Narrow to the department days."""
        found = [DepartmentDayRow.service_day >= self.first, DepartmentDayRow.service_day <= self.last]
        if self.departments is not None:
            found.append(DepartmentDayRow.department_id.in_(sorted(self.departments)))
        return found

    def tokens(self, *columns: Any) -> Select[Any]:
        """Select columns of the tokens and their days."""
        query = (
            select(*columns)
            .select_from(TokenRow)
            .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
            .where(*self.days())
        )
        return query if self.doctor is None else query.where(TokenRow.doctor_id == self.doctor)

    def slots(self, *columns: Any) -> Select[Any]:
        """Select columns of the slots and their days."""
        query = (
            select(*columns)
            .select_from(SlotRow)
            .join(DepartmentDayRow, DepartmentDayRow.id == SlotRow.department_day_id)
            .where(*self.days())
        )
        return query if self.doctor is None else query.where(SlotRow.doctor_id == self.doctor)

    def wait(self) -> ColumnElement[float]:
        """Give the minutes from arrival to the first call, so far where there was none.

        Such a wait ends with the token, with the service day, or is still going on.
        """
        still = not_negative((self._still_until() - Epoch(TokenRow.arrived_at)) / 60.0)
        return case(
            (TokenRow.first_called_at.is_not(None), minutes_between(TokenRow.arrived_at, TokenRow.first_called_at)),
            (TokenRow.closed_at.is_not(None), minutes_between(TokenRow.arrived_at, TokenRow.closed_at)),
            else_=still,
        )

    def _still_until(self) -> ColumnElement[float]:
        now, over = literal(self.now.timestamp()), self.clock.midnight_after(DepartmentDayRow.service_day)
        return case((over < now, over), else_=now)
