"""Templates make slots: for a horizon of days, once for each day, beside what is there already."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from opd_web.engine.schedule import horizon
from opd_web.services import _slots
from opd_web.services._slots import Window
from opd_web.store import absences, days, schedule, slots
from opd_web.store.admin_models import UsedSlot
from opd_web.store.rows import DoctorRow
from opd_web.store.schedule_rows import WeeklyTemplateRow
from opd_web.store.unit_of_work import UnitOfWork

RULE = "weekly_template"


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
    work: UnitOfWork, doctor: DoctorRow, templates: Iterable[WeeklyTemplateRow], ahead: int, made: Made
) -> None:
    """Let the templates make the slots of the next days that they have not made, day by day in one order of locks."""
    chosen = list(templates)
    away = absences.days_of(work.session, doctor)
    done = {template.id: schedule.days_made(work, template.id) for template in chosen}
    for day in horizon(days.today(work), ahead):
        due = [one for one in chosen if one.weekday == day.weekday() and day not in done[one.id]]
        if due and not away.covers(day):
            _make_day(work, doctor, due, day, made)


def _make_day(work: UnitOfWork, doctor: DoctorRow, due: list[WeeklyTemplateRow], day: date, made: Made) -> None:
    locked = days.lock(work, doctor.department_id, day)
    if locked is None:
        return
    zone = days.zone(work.session)
    for template in due:
        for starts_at, ends_at in schedule.hours(template).windows(day, zone):
            if ends_at <= work.now:
                continue
            if slots.overlapping(work, doctor.id, starts_at, ends_at):
                made.left_out += 1
                continue
            row = _slots.make(work, locked, doctor, Window(starts_at, ends_at, template.capacity), RULE)
            schedule.note_slot(work, template.id, row)
            made.made += 1
        schedule.note_day(work, template.id, day)
    work.session.flush()


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
