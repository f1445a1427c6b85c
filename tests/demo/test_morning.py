"""The first screen looks like a working morning at whatever hour it is loaded, and obeys every rule."""

from datetime import timedelta
from itertools import groupby

from sqlalchemy import func, select

from opd_web.engine.model import PLACED, Source, TokenStatus
from opd_web.services import audit
from opd_web.store.database import db
from opd_web.store.event_rows import EventRow
from opd_web.store.rows import (
    CallRow,
    DepartmentDayRow,
    SlotRow,
    TokenRow,
)
from tests.demo.conftest import DAY, Demo
from tests.support.clinic import ZONE

S = TokenStatus


def test_tokens_stand_in_every_state(demo: Demo) -> None:
    assert set().union(*(desk.counts for desk in demo.desks)) == set(TokenStatus)


def test_each_department_is_at_work(demo: Demo) -> None:
    for desk in demo.desks:
        assert set(desk.counts) >= {S.BOOKED, S.CALLED, S.COMPLETED, S.CANCELLED, S.NO_SHOW}


def test_some_are_here_and_some_are_still_to_come(demo: Demo) -> None:
    queued = [token for desk in demo.desks for doctor in desk.doctors for token in doctor.queue]
    assert {token.arrived_at is None for token in queued} == {True, False}


def test_some_doctors_see_somebody_some_are_late_and_some_have_not_begun(demo: Demo) -> None:
    doctors = [doctor for desk in demo.desks for doctor in desk.doctors]
    assert sum(len(doctor.inside) for doctor in doctors) >= 3
    assert [doctor.name for doctor in doctors if doctor.delay_minutes == 20] == ["Dr Vikram Sethi"]
    assert [doctor.name for doctor in doctors if doctor.session_status == "planned"] == ["Dr Ananya Sen"]


def test_calls_were_made_again(demo: Demo) -> None:
    assert db.session.scalar(select(func.count()).where(CallRow.recall)) >= 2


def test_tokens_came_in_by_every_way(demo: Demo) -> None:
    assert set(db.session.scalars(select(TokenRow.source).distinct())) == set(Source)


def test_slots_lie_around_the_moment_of_the_load(demo: Demo) -> None:
    slots = [slot for desk in demo.desks for doctor in desk.doctors for slot in doctor.slots]
    assert any(slot.starts_at <= demo.now < slot.ends_at for slot in slots)
    assert any(slot.starts_at > demo.now for slot in slots)
    # At midnight nothing of the day is over.
    assert any(slot.is_over for slot in slots) == (demo.now.astimezone(ZONE).hour > 0)


def test_every_slot_lies_in_its_service_day(demo: Demo) -> None:
    query = select(SlotRow, DepartmentDayRow.service_day).join(DepartmentDayRow)
    for slot, service_day in db.session.execute(query):
        last_moment = slot.ends_at - timedelta(microseconds=1)
        assert slot.starts_at.astimezone(ZONE).date() == last_moment.astimezone(ZONE).date() == service_day


def test_the_next_days_have_sessions_with_bookings(demo: Demo) -> None:
    query = select(DepartmentDayRow.service_day, func.count()).join(TokenRow).group_by(DepartmentDayRow.service_day)
    booked = dict(db.session.execute(query.where(TokenRow.department_day_id == DepartmentDayRow.id)).all())
    assert set(booked) == {DAY, DAY + timedelta(1), DAY + timedelta(2)}
    assert booked[DAY] > 90


def test_no_slot_holds_more_than_its_capacity_but_by_emergencies(demo: Demo) -> None:
    slots = db.session.scalars(select(SlotRow)).all()
    assert all(slot.taken - slot.overflow <= slot.capacity for slot in slots)
    assert sum(slot.overflow for slot in slots) <= 4


def test_every_counter_is_what_the_tokens_say(demo: Demo) -> None:
    holds = TokenRow.status.in_((*PLACED, S.COMPLETED)) | TokenRow.grace_ends_at.is_not(None)
    query = select(TokenRow.slot_id, func.count()).where(holds, TokenRow.slot_id.is_not(None))
    held = dict(db.session.execute(query.group_by(TokenRow.slot_id)).all())
    assert {slot.id: slot.taken for slot in db.session.scalars(select(SlotRow)) if slot.taken} == held


def test_nobody_waits_beside_a_free_place(demo: Demo) -> None:
    for desk in demo.desks:
        free = {slot.starts_at for doctor in desk.doctors for slot in doctor.slots if slot.free and not slot.is_over}
        for group in desk.waiting:
            assert not [start for start in free if group.label.endswith(f"{start.astimezone(ZONE):%H:%M}")]


def test_numbers_run_from_one_without_a_gap(demo: Demo) -> None:
    query = select(TokenRow.department_day_id, TokenRow.number).order_by(TokenRow.department_day_id, TokenRow.number)
    for _, numbers in groupby(db.session.execute(query), key=lambda row: row[0]):
        issued = [number for _, number in numbers]
        assert issued == list(range(1, len(issued) + 1))


def test_times_of_events_rise_up_to_the_load(demo: Demo) -> None:
    query = select(EventRow.department_day_id, EventRow.at).order_by(EventRow.department_day_id, EventRow.position)
    for _, events in groupby(db.session.execute(query), key=lambda row: row[0]):
        moments = [at for _, at in events]
        assert moments == sorted(moments)
        assert moments[-1] <= demo.now


def test_calls_rise_in_time_over_all_departments(demo: Demo) -> None:
    moments = db.session.scalars(select(CallRow.called_at).order_by(CallRow.id)).all()
    assert moments == sorted(moments)
    assert moments[0].astimezone(ZONE).date() == DAY


def test_the_record_holds_and_rebuilds_everything(demo: Demo) -> None:
    assert audit.verify().problem is None
    assert audit.replay() == ()
