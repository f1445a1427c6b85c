"""The tables of planning ahead: what makes slots week by week, and what keeps a doctor away."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Time
from sqlalchemy.orm import Mapped, mapped_column

from opd_web.store.database import Base
from opd_web.store.rows import BigKey


class WeeklyTemplateRow(Base):
    """One doctor's hours on one weekday (Monday is 0), in wall time; changed, it ends and another one begins."""

    __tablename__ = "weekly_template"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("ends > starts", name="ends_after_start"),
        CheckConstraint("slot_minutes > 0", name="slot_minutes_positive"),
        CheckConstraint("capacity > 0", name="capacity_positive"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctor.id"), index=True)
    weekday: Mapped[int]
    starts: Mapped[time] = mapped_column(Time)
    ends: Mapped[time] = mapped_column(Time)
    slot_minutes: Mapped[int]
    capacity: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(64))


class TemplateDayRow(Base):
    """A day for which a template has made its slots: it does so once, so that a slot cancelled by hand stays so."""

    __tablename__ = "template_day"
    template_id: Mapped[int] = mapped_column(ForeignKey("weekly_template.id"), primary_key=True)
    service_day: Mapped[date] = mapped_column(Date, primary_key=True)


class TemplateSlotRow(Base):
    """Which template made a slot."""

    __tablename__ = "template_slot"
    slot_id: Mapped[int] = mapped_column(BigKey, ForeignKey("slot.id"), primary_key=True, autoincrement=False)
    template_id: Mapped[int] = mapped_column(ForeignKey("weekly_template.id"), index=True)


class AbsenceRow(Base):
    """Days without clinic: of one doctor, of one department's doctors, or of everybody where neither is named.

    With `starts` and `ends` (wall time) only that part of each day is taken out.
    """

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="ends_after_start"),
        CheckConstraint("(starts IS NULL) = (ends IS NULL)", name="both_hours"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    doctor_id: Mapped[int | None] = mapped_column(ForeignKey("doctor.id"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    starts: Mapped[time | None] = mapped_column(Time)
    ends: Mapped[time | None] = mapped_column(Time)
    reason: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(64))
    taken_back_at: Mapped[datetime | None]
