"""What desks and doctors see: a department's whole day, in a fixed number of statements."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from opd_web.engine.events import Kind
from opd_web.engine.model import ACTIVE, PLACED, SlotStatus, TokenStatus
from opd_web.engine.ordering import Queued, call_order, slot_order
from opd_web.engine.outlook import outlooks
from opd_web.store import gone, notes, queues, slots, token_views, waiting_groups
from opd_web.store.event_rows import EventRow
from opd_web.store.pools import PoolKey, slot_value
from opd_web.store.read_models import (
    DepartmentView,
    DeskView,
    DoctorQueue,
    DoctorView,
    FacilityView,
    SlotView,
    TokenView,
)
from opd_web.store.rows import (
    ClinicSessionRow,
    DepartmentRow,
    DoctorRow,
    FacilityRow,
    SlotRow,
    TokenRow,
)
from opd_web.store.screen_days import Day, department_view
from opd_web.store.token_views import Line

LISTED = 200
"""How many waiting and displaced tokens a desk lists; past it the counts tell the rest."""


def facility(session: Session) -> FacilityView:
    """Name the hospital, in a word for every one before the first set-up."""
    row = session.get(FacilityRow, 1)
    return FacilityView(row.name, row.is_demo) if row else FacilityView("Outpatient department", False)


def is_demo(session: Session) -> bool:
    """Tell whether the hospital's data is the demo's."""
    return bool(session.scalar(select(FacilityRow.is_demo)))


def departments(session: Session) -> tuple[DepartmentView, ...]:
    """List the active departments by code."""
    query = select(DepartmentRow).where(DepartmentRow.active).order_by(DepartmentRow.code)
    return tuple(DepartmentView(row.id, row.code, row.name, row.public_label) for row in session.scalars(query))


def desk(session: Session, day: Day) -> DeskView:
    """Read everything that the desk of one department shows."""
    lines = _live_lines(session, day)
    return DeskView(
        department=department_view(day),
        day=day.service_day,
        zone=day.zone.key,
        now=day.now,
        version=day.version,
        doctors=doctor_queues(session, day, lines),
        waiting=waiting_groups.groups_of(session, day, lines),
        displaced=tuple(
            token_views.view(line, None, day.policy, day.now)
            for line in lines
            if line.token.status == TokenStatus.DISPLACED
        ),
        gone=gone.of_day(session, day),
        counts=_counts(session, day),
        waiting_at=waiting_groups.counts_at(session, day),
    )


def doctor(session: Session, day: Day, doctor_id: int) -> DoctorView | None:
    """Read everything that one doctor's screen shows."""
    found = [one for one in doctor_queues(session, day, _live_lines(session, day)) if one.doctor_id == doctor_id]
    if not found:
        return None
    return DoctorView(department_view(day), day.service_day, day.zone.key, day.now, day.version, found[0])


def _live_lines(session: Session, day: Day) -> list[Line]:
    """Read the placed tokens, and the first of those who wait or were displaced."""
    base = token_views.query().where(TokenRow.department_day_id == day.id)
    placed = token_views.lines(session, base.where(TokenRow.status.in_(tuple(PLACED))))
    needs_place = (TokenRow.status == TokenStatus.DISPLACED) & TokenRow.moved_to_id.is_(None) & ~settled()
    listed = base.where((TokenRow.status == TokenStatus.WAITING) | needs_place)
    order = (TokenRow.pool, TokenRow.rank, TokenRow.order_first, TokenRow.order_second)
    found = placed + token_views.lines(session, listed.order_by(*order).limit(LISTED))
    written = notes.of_day(session, day.id)
    return [replace(line, notes=written.get(line.token.id, ())) for line in found]


def settled() -> ColumnElement[bool]:
    """Tell whether it was noted, and not taken back, that a displaced patient needs no other place."""
    newer = aliased(EventRow)
    taken_back = exists().where(
        newer.token_id == EventRow.token_id,
        newer.position > EventRow.position,
        newer.kind == Kind.UNDONE,
        newer.rule == Kind.SETTLED,
    )
    return exists().where(EventRow.token_id == TokenRow.id, EventRow.kind == Kind.SETTLED, ~taken_back)


def doctor_queues(session: Session, day: Day, lines: Iterable[Line]) -> tuple[DoctorQueue, ...]:
    """Give each doctor who works in the department, or still has patients there, with the day's slots and queue."""
    by_doctor: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.token.status in PLACED and line.token.doctor_id is not None:
            by_doctor[line.token.doctor_id].append(line)
    sessions = _sessions(session, day)
    slot_views = _slots(session, day)
    called = _called(session, day)
    seen = _seen(session, day)
    return tuple(
        _doctor_queue(
            day, row, sessions.get(row.id), slot_views[row.id], by_doctor[row.id], called[row.id], seen[row.id]
        )
        for row in session.scalars(
            select(DoctorRow)
            .where(
                DoctorRow.department_id == day.department.id, or_(DoctorRow.active, DoctorRow.id.in_(tuple(by_doctor)))
            )
            .order_by(DoctorRow.name)
        )
    )


def _sessions(session: Session, day: Day) -> Mapping[int, ClinicSessionRow]:
    query = select(ClinicSessionRow).where(ClinicSessionRow.department_day_id == day.id)
    return {row.doctor_id: row for row in session.scalars(query)}


def _slots(session: Session, day: Day) -> Mapping[int, list[SlotView]]:
    """Read the day's slots by doctor, in time order, each with the length of the waiting list of its own pool."""
    waiting = slots.waiting_counts(session, day.id)
    query = (
        select(SlotRow, DoctorRow.name)
        .join(DoctorRow, DoctorRow.id == SlotRow.doctor_id)
        .where(SlotRow.department_day_id == day.id, slots.shown())
        .order_by(SlotRow.starts_at, SlotRow.id)
    )
    views: dict[int, list[SlotView]] = defaultdict(list)
    for row, name in session.execute(query):
        count = waiting.get(str(PoolKey(slot_id=row.id)), 0)
        views[row.doctor_id].append(slots.view(row, name, day.now, count))
    return views


def _called(session: Session, day: Day) -> Mapping[int, list[queues.Called]]:
    called: dict[int, list[queues.Called]] = defaultdict(list)
    for doctor_id, one in queues.called_on(session, day.id):
        called[doctor_id].append(one)
    return called


def _seen(session: Session, day: Day) -> Counter[int]:
    query = (
        select(TokenRow.doctor_id, func.count())
        .where(TokenRow.department_day_id == day.id, TokenRow.status == TokenStatus.COMPLETED)
        .group_by(TokenRow.doctor_id)
    )
    return Counter({doctor_id: count for doctor_id, count in session.execute(query) if doctor_id})


def _doctor_queue(
    day: Day,
    row: DoctorRow,
    clinic: ClinicSessionRow | None,
    slot_views: Sequence[SlotView],
    lines: Sequence[Line],
    called: Sequence[queues.Called],
    seen: int,
) -> DoctorQueue:
    calls = clinic.call_count if clinic else 0
    queued = [queues.queued(line.token, line.slot.starts_at, called, calls) for line in lines if line.slot is not None]
    views = _views(day, lines, queued)
    booked = call_order(day.policy, [one for one in queued if one.status == TokenStatus.BOOKED])
    return DoctorQueue(
        doctor_id=row.id,
        name=row.name,
        code=row.code,
        room=clinic.room if clinic else row.room,
        session_status=clinic.status if clinic else "",
        delay_minutes=_delay(slot_views),
        slots=tuple(slot_views),
        inside=_with_status(views, TokenStatus.IN_CONSULTATION),
        called=_with_status(views, TokenStatus.CALLED),
        queue=tuple(views[one.token_id] for one in booked),
        on_hold=_with_status(views, TokenStatus.ON_HOLD),
        seen_count=seen,
    )


def _views(day: Day, lines: Sequence[Line], queued: Sequence[Queued]) -> dict[int, TokenView]:
    """Give each token's view with its position in its slot, and the time that its patient is told."""
    by_slot: dict[int, list[Queued]] = defaultdict(list)
    for one in queued:
        if one.status in ACTIVE:
            by_slot[one.slot_id].append(one)
    positions: dict[int, int] = {}
    for tokens in by_slot.values():
        positions |= token_views.positions(slot_order(tokens))
    passes = {one.token_id: one.passes_left for one in queued}
    slots_of = {line.slot.id: slot_value(line.slot) for line in lines if line.slot is not None}
    expected = {key: one.expected for key, one in outlooks(day.policy, queued, slots_of, day.now).items()}
    return {
        (key := line.token.id): token_views.view(
            line, positions.get(key), day.policy, day.now, passes.get(key, 0), expected.get(key)
        )
        for line in lines
    }


def _with_status(views: Mapping[int, TokenView], status: TokenStatus) -> tuple[TokenView, ...]:
    return tuple(view for view in views.values() if view.status == status)


def _delay(slot_views: Sequence[SlotView]) -> int:
    """Give how late the doctor is: the delay of the slot that is on, or of the next one."""
    ahead = [slot for slot in slot_views if not slot.is_over and slot.status != SlotStatus.CANCELLED]
    return ahead[0].delay_minutes if ahead else 0


def _counts(session: Session, day: Day) -> dict[str, int]:
    query = select(TokenRow.status, func.count()).where(TokenRow.department_day_id == day.id).group_by(TokenRow.status)
    return dict(session.execute(query).all())
