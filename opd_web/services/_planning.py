"""Templates make slots: for a horizon of days, once for each day, beside what is there already."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from opd_web.engine.schedule import horizon
from opd_web.services import _slots
from opd_web.services._slots import Window
from opd_web.store import absences, days, schedule, sessions, slots
from opd_web.store.admin_models import UsedSlot
from opd_web.store.leave_models import Span
from opd_web.store.rows import DepartmentDayRow, DoctorRow
from opd_web.store.schedule_rows import WeeklyTemplateRow
from opd_web.store.unit_of_work import UnitOfWork

RULE = "weekly_template"
RULE_AGAIN = "leave_taken_back"

AHEAD = 42
"""How many days, today included, have their slots made.

A follow-up in a month is booked at the end of a visit: that day, and the week after it for a doctor who comes once a
week, must be there to book.
"""

SOON = 14
"""How many of them are made at once where many doctors are planned in one transaction; the rest by the clock."""


@dataclass
class Made:
    """What became of the slots: how many were made, left out beside others, taken away; which stay for their tokens."""

    made: int = 0
    left_out: int = 0
    taken_away: int = 0
    kept: list[UsedSlot] = field(default_factory=list)

    def add(self, other: "Made") -> None:
        """Count another piece of work too."""
        self.made += other.made
        self.left_out += other.left_out
        self.taken_away += other.taken_away
        self.kept += other.kept


def make_ahead(
    work: UnitOfWork,
    doctor: DoctorRow,
    templates: Iterable[WeeklyTemplateRow],
    made: Made,
    ahead: int | None = None,
) -> None:
    """Let the templates make the slots of the next days that they have not made, day by day in one order of locks.

    `ahead` is another number of days than all that are opened.
    """
    chosen = list(templates)
    away = absences.days_of(work.session, doctor)
    done = {template.id: schedule.days_made(work, template.id) for template in chosen}
    for day in horizon(days.today(work), ahead or AHEAD):
        due = [one for one in chosen if one.weekday == day.weekday() and day not in done[one.id]]
        if due and not away.covers(day):
            _make_day(work, doctor, due, day, away, made)


def _make_day(
    work: UnitOfWork, doctor: DoctorRow, due: list[WeeklyTemplateRow], day: date, away: absences.Away, made: Made
) -> None:
    locked = days.lock(work, doctor.department_id, day)
    if locked is None:
        return
    for template in due:
        for window in _windows(work, template, day, away):
            if slots.overlapping(work, doctor.id, window.starts_at, window.ends_at):
                made.left_out += 1
            else:
                _make(work, locked, doctor, window, template.id, RULE)
                made.made += 1
        schedule.note_day(work, template.id, day)
    work.session.flush()


def _windows(work: UnitOfWork, template: WeeklyTemplateRow, day: date, away: absences.Away) -> list[Window]:
    """Give the windows of the day that are not over, without those that leave takes out."""
    zone = days.zone(work.session)
    return [
        Window(starts_at, ends_at, template.capacity)
        for starts_at, ends_at in schedule.hours(template).windows(day, zone)
        if ends_at > work.now and not away.takes(day, starts_at, ends_at, zone)
    ]


def _make(
    work: UnitOfWork, day: DepartmentDayRow, doctor: DoctorRow, window: Window, template_id: int | None, rule: str
) -> None:
    sessions.open_again(sessions.of_doctor(work, doctor, day))
    row = _slots.make(work, day, doctor, window, rule)
    if template_id is not None:
        schedule.note_slot(work, template_id, row)


def make_again(work: UnitOfWork, doctor: DoctorRow, span: Span, made: Made) -> None:
    """Make anew what leave took out in these days, where the doctor has no other slot in that time by now.

    What it cancelled, and what the plan left out for it; slots cancelled by hand stay cancelled.
    """
    if not doctor.active:
        return
    away = absences.days_of(work.session, doctor)
    zone = days.zone(work.session)
    cancelled = [
        (Window(row.starts_at, row.ends_at, row.capacity), day, template_id)
        for row, day, template_id in schedule.cancelled_by_leave(work, doctor.id, span.first_day, span.last_day)
    ]
    for window, day, template_id in [*cancelled, *_left_out(work, doctor, span, away)]:
        if away.takes(day, window.starts_at, window.ends_at, zone) or window.ends_at <= work.now:
            continue
        locked = days.lock(work, doctor.department_id, day)
        if locked and not slots.overlapping(work, doctor.id, window.starts_at, window.ends_at):
            _make(work, locked, doctor, window, template_id, RULE_AGAIN)
            made.made += 1


def _left_out(
    work: UnitOfWork, doctor: DoctorRow, span: Span, away: absences.Away
) -> Iterator[tuple[Window, date, int | None]]:
    """Give what the plan left out on days that it has made: windows that never had a slot, not even a cancelled one."""
    for template in schedule.of_doctor(work.session, doctor.id):
        for day in sorted(schedule.days_made(work, template.id)):
            if not span.first_day <= day <= span.last_day:
                continue
            for window in _windows(work, template, day, away):
                if not slots.ever_began_at(work, doctor.id, window.starts_at):
                    yield window, day, template.id


def take_away(work: UnitOfWork, template: WeeklyTemplateRow, made: Made) -> None:
    """End a template: its slots ahead that nobody uses go, the others stay."""
    template.active = False
    for day_id in sorted({row.department_day_id for row in schedule.ahead(work, template.id, work.now)}):
        days.lock_by_id(work, day_id)
    for row in schedule.ahead(work, template.id, work.now):
        if _slots.is_unused(row):
            _slots.take_away(work, row, RULE)
            made.taken_away += 1
        else:
            made.kept.append(UsedSlot(row.starts_at, row.taken))
