"""One doctor's day: its slots, one more, one less, more or fewer places."""

from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import clinic, closing, doctors, facility, rooms, schedule, slots
from opd_web.services.clinic import NewSlot
from opd_web.services.closing import Left
from opd_web.store.read_models import SlotView
from opd_web.web.admin.doctors import PlainForm
from opd_web.web.admin.saving import Answer, carried_out, saved, who
from opd_web.web.admin.schedule_forms import ChangeSlotForm, RoomForm, SlotForm, moment_of
from opd_web.web.admin.schedule_words import left_words
from opd_web.web.forms import Form, typed
from opd_web.web.language import gettext
from opd_web.web.permissions import requires

bp = Blueprint("days", __name__, url_prefix="/schedule/<id:doctor_id>/days/<day:on>")


@bp.get("/")
@requires(Permission.ADMINISTER)
def show(doctor_id: int, on: date) -> str:
    """Show the slots of the day."""
    return draw(doctor_id, on)


@bp.post("/slots")
@requires(Permission.ADMINISTER)
def add(doctor_id: int, on: date) -> Answer:
    """Add a slot."""
    form = SlotForm()
    if not carried_out(form, lambda: clinic.add_slot(new_slot(form, doctor_id, on), **who())):
        return draw(doctor_id, on, adding=form), 422
    return saved(gettext("The slot was added."), "admin.days.show", doctor_id=doctor_id, on=on)


@bp.post("/slots/<id:slot_id>/change")
@requires(Permission.ADMINISTER)
def change(doctor_id: int, on: date, slot_id: int) -> Answer:
    """Give the slot another window or capacity."""
    form = ChangeSlotForm(prefix=f"slot-{slot_id}")
    if not carried_out(form, lambda: slots.change(slot_id, changes(form, on), **who())):
        return draw(doctor_id, on, changing=(slot_id, form)), 422
    return saved(gettext("The slot was saved."), "admin.days.show", doctor_id=doctor_id, on=on)


@bp.post("/room")
@requires(Permission.ADMINISTER)
def move(doctor_id: int, on: date) -> Answer:
    """Let the doctor see patients in another room on this day."""
    form = RoomForm(prefix="room")
    if not carried_out(form, lambda: rooms.change(doctor_id, on, typed(form.room), **who())):
        return draw(doctor_id, on, moving=form), 422
    return saved(gettext("The room was saved."), "admin.days.show", doctor_id=doctor_id, on=on)


@bp.post("/slots/<id:slot_id>/cancel")
@requires(Permission.ADMINISTER)
def cancel(doctor_id: int, on: date, slot_id: int) -> Answer:
    """Cancel the slot, and say what became of its patients."""
    form, left = PlainForm(), [Left()]
    if not carried_out(form, lambda: left.append(closing.cancel_slot(slot_id, **who())[1])):
        return draw(doctor_id, on, adding=SlotForm(formdata=None).take_problems(form)), 422
    return saved(left_words(left[-1]), "admin.days.show", doctor_id=doctor_id, on=on)


def new_slot(form: SlotForm, doctor_id: int, on: date) -> NewSlot:
    """Say what was filled in as the service understands it."""
    starts, ends = (moment_of(on, field.data, zone()) for field in (form.starts, form.ends))
    return NewSlot(doctor_id, starts, ends, form.capacity.data)


def changes(form: ChangeSlotForm, on: date) -> dict[str, object]:
    """Say what was filled in as the service understands it; what stays as it was changes nothing."""
    starts, ends = (moment_of(on, field.data, zone()) for field in (form.starts, form.ends))
    return {"starts_at": starts, "ends_at": ends, "capacity": form.capacity.data}


def zone() -> str:
    """Give the facility's zone."""
    found = facility.read()
    return found.timezone if found else "UTC"


def draw(
    doctor_id: int,
    on: date,
    *,
    adding: Form | None = None,
    changing: tuple[int, Form] | None = None,
    moving: Form | None = None,
) -> str:
    """Draw the day; each slot has a form of its own."""
    now = clock.now()
    found = schedule.day(doctor_id, on, now=now)
    forms = {slot.id: filled(slot) for slot in found} | (dict([changing]) if changing else {})
    room = rooms.of_day(doctor_id, on)
    return render_template(
        "admin/day.html",
        doctor=doctors.get(doctor_id, now=now),
        day=on,
        slots=found,
        forms=forms,
        form=adding or SlotForm(formdata=None),
        room_form=moving or RoomForm(formdata=None, prefix="room", room=room),
        has_room=room is not None,
        failed=changing[1] if changing else adding or moving,
        zone=zone(),
    )


def filled(slot: SlotView) -> Form:
    """Give the form of one slot as it stands."""
    starts, ends = (at.astimezone(ZoneInfo(zone())).time() for at in (slot.starts_at, slot.ends_at))
    return ChangeSlotForm(formdata=None, prefix=f"slot-{slot.id}", starts=starts, ends=ends, capacity=slot.capacity)
