"""The room of one day: where a doctor sees patients when it is not the usual one."""

from datetime import date, datetime

from opd_web.engine.model import SessionStatus
from opd_web.engine.roles import Actor
from opd_web.services.refused import refuse
from opd_web.store import days, sessions
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import unit_of_work


def of_day(doctor_id: int, on: date) -> str | None:
    """Give the room of that day, None where no clinic is planned."""
    with reading() as session:
        return sessions.room_on(session, doctor_id, on)


def change(doctor_id: int, on: date, room: str, *, actor: Actor, now: datetime) -> None:
    """Let the doctor see patients in this room on that day; calls from now on name it. Raise Refused."""
    if not room.strip():
        raise refuse("invalid", "room", problem="Enter the room: boards send patients there.")
    with unit_of_work(actor, now) as work:
        day = days.lock_of_doctor(work, doctor_id, on)
        session = sessions.find(work, doctor_id, day.id) if day else None
        if day is None or session is None:
            raise refuse("invalid", "room", problem="The doctor has no clinic on this day. Add a slot first.")
        if session.status == SessionStatus.CLOSED or on < days.today(work):
            raise refuse("invalid", "room", problem="This clinic is over.")
        session.room = room.strip()
