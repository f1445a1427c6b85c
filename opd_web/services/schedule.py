"""Weekly plans: hours that make clinic sessions and slots ahead, changed and stopped without touching tokens."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from opd_web.engine.phrases import Phrase, say
from opd_web.engine.roles import Actor
from opd_web.engine.schedule import Hours
from opd_web.services import _hours, _planning
from opd_web.services._hours import WEEKDAYS
from opd_web.services._planning import AHEAD, Made
from opd_web.services.refused import refuse
from opd_web.store import calendar as store_calendar
from opd_web.store import changes, clinic, days, departments, schedule
from opd_web.store.admin_models import DayRecord, TemplateRecord
from opd_web.store.read_models import SlotView
from opd_web.store.reading import reading
from opd_web.store.rows import DoctorRow
from opd_web.store.schedule_rows import WeeklyTemplateRow
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work

__all__ = [
    "AHEAD",
    "WEEKDAYS",
    "Hours",
    "Made",
    "calendar",
    "day",
    "get",
    "of_doctor",
    "plan",
    "replan",
    "stop",
    "top_up",
]


def of_doctor(doctor_id: int) -> tuple[TemplateRecord, ...]:
    """List the doctor's weekly plan."""
    with reading() as session:
        return tuple(schedule.view(row) for row in schedule.of_doctor(session, doctor_id))


def calendar(doctor_id: int, *, now: datetime) -> tuple[DayRecord, ...]:
    """Show how full each of the doctor's next days is. Raise Refused."""
    with reading() as session:
        doctor = _doctor(session, doctor_id)
        return tuple(store_calendar.days(session, doctor, days.date_at(session, now), _planning.AHEAD))


def day(doctor_id: int, service_day: date, *, now: datetime) -> tuple[SlotView, ...]:
    """Show the doctor's slots of one day. Raise Refused."""
    with reading() as session:
        return tuple(store_calendar.slots_of(session, _doctor(session, doctor_id), service_day, now))


def get(template_id: int) -> TemplateRecord:
    """Give one line of a weekly plan. Raise Refused where there is none."""
    with reading() as session:
        row = schedule.find(session, template_id)
        if row is None:
            raise refuse("not_found", "template", what="weekly plan")
        return schedule.view(row)


def plan(doctor_id: int, weekdays: Iterable[int], hours: Hours, *, actor: Actor, now: datetime) -> Made:
    """Plan the same hours on these weekdays, and make their slots ahead. Raise Refused."""
    chosen = sorted(set(weekdays))
    if not chosen:
        raise refuse("invalid", "weekdays", problem="Choose one weekday or more.")
    _check(hours)
    made = Made()
    with unit_of_work(actor, now) as work:
        doctor = _lock_doctor(work, doctor_id)
        for weekday in chosen:
            _check_apart(work, doctor, weekday, hours)
        new = [schedule.add(work, doctor.id, weekday, hours) for weekday in chosen]
        _planning.make_ahead(work, doctor, new, made)
        changes.note(work, "plan_made", f"doctor:{doctor.id}")
    return made


def replan(template_id: int, hours: Hours, *, actor: Actor, now: datetime) -> Made:
    """Change one line: its slots ahead without tokens are made anew, those with tokens stay. Raise Refused."""
    _check(hours)
    made = Made()
    with unit_of_work(actor, now) as work:
        row, doctor = _lock_template(work, template_id)
        _check_apart(work, doctor, row.weekday, hours, but=row.id)
        _planning.take_away(work, row, made)
        work.session.flush()
        new = schedule.add(work, doctor.id, row.weekday, hours)
        _planning.make_ahead(work, doctor, [new], made)
        changes.note(work, "plan_changed", f"doctor:{doctor.id}")
    return made


def stop(template_id: int, *, actor: Actor, now: datetime) -> Made:
    """Stop a line of the plan: its slots ahead without tokens are cancelled, those with tokens stay. Raise Refused."""
    made = Made()
    with unit_of_work(actor, now) as work:
        row, doctor = _lock_template(work, template_id)
        _planning.take_away(work, row, made)
        changes.note(work, "plan_stopped", f"doctor:{doctor.id}")
    return made


def top_up(ahead: int | None = None, *, actor: Actor, now: datetime) -> Made:
    """Make the slots of days that came into the horizon, a transaction for each doctor; again changes nothing."""
    made = Made()
    with reading() as session:
        due = schedule.planned_doctors(session)
    for doctor_id in due:
        with unit_of_work(actor, now) as work:
            doctor = _lock_doctor(work, doctor_id)
            _planning.make_ahead(work, doctor, schedule.of_doctor(work.session, doctor_id), made, ahead)
    return made


def _doctor(session: Session, doctor_id: int) -> DoctorRow:
    row = session.get(DoctorRow, doctor_id)
    if row is None:
        raise refuse("not_found", "doctor", what="doctor")
    return row


def _lock_doctor(work: UnitOfWork, doctor_id: int) -> DoctorRow:
    """Give the doctor behind the lock of the department: two plans are made one after the other."""
    row = clinic.find_doctor(work, doctor_id)
    if row is None:
        raise refuse("not_found", "doctor", what="doctor")
    departments.lock(work, row.department_id)
    if not row.active:
        raise refuse("doctor_retired", "doctor", doctor=row.name)
    return row


def _lock_template(work: UnitOfWork, template_id: int) -> tuple[WeeklyTemplateRow, DoctorRow]:
    found = schedule.find(work.session, template_id)
    doctor = clinic.find_doctor(work, found.doctor_id) if found else None
    if found is None or doctor is None:
        raise refuse("not_found", "template", what="weekly plan")
    departments.lock(work, doctor.department_id)
    work.session.refresh(found)
    if not found.active:
        raise refuse("not_found", "template", what="weekly plan")
    return found, doctor


def _check(hours: Hours) -> None:
    wrong = _hours.problem(hours)
    if wrong:
        field, text = wrong
        raise refuse("invalid", field, problem=text)


def _check_apart(work: UnitOfWork, doctor: DoctorRow, weekday: int, hours: Hours, but: int | None = None) -> None:
    for other in schedule.of_doctor(work.session, doctor.id):
        if other.id != but and other.weekday == weekday and schedule.hours(other).overlap(hours):
            raise refuse("invalid", "starts", problem=_taken(doctor, weekday, other))


def _taken(doctor: DoctorRow, weekday: int, other: WeeklyTemplateRow) -> Phrase:
    return say(
        "{doctor} already has {starts} to {ends} on {weekday}. Change or stop that one first.",
        doctor=doctor.name,
        starts=f"{other.starts:%H:%M}",
        ends=f"{other.ends:%H:%M}",
        weekday=Phrase(WEEKDAYS[weekday]),
    )
