"""The booking form of one department: offers what its policy asks for, and says it as a request."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Self
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, ValidationError
from wtforms.validators import Length

from opd_web import phones
from opd_web.engine.model import EMERGENCY, FOLLOW_UP
from opd_web.engine.refusals import Refusal
from opd_web.services.booking import BookingRequest
from opd_web.services.finding import PatientResource, Visit
from opd_web.services.refused import Refused
from opd_web.store.read_models import DeskView, PatientView, SlotView
from opd_web.web import booking_places
from opd_web.web.converters import LARGEST_ID
from opd_web.web.forms import Form, typed
from opd_web.web.language import gettext
from opd_web.web.words import class_word

NO_SUCH_ID = 0
"""Stands for what is no id at all, so that the service says what it says of any unknown one."""


def row_id(text: str | None) -> int | None:
    """Read an id that came from a form."""
    if not text:
        return None
    known = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))
    return int(text) if known else NO_SUCH_ID


def moment(text: str | None) -> datetime | None:
    """Read a moment that came from a form, in UTC."""
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else None


def _proposed(desk: DeskView) -> str:
    """Say that the class may be left to the policy, which knows when somebody was last here."""
    if FOLLOW_UP in desk.department.classes:
        return gettext("Proposed by last visit")
    return gettext("Proposed by the policy")


class BookingForm(Form):
    """Who, in which class, where."""

    REFUSED_FIELDS = {
        "phone": "phone",
        "name": "name",
        "patient": "name",
        "class": "class_",
        "slot": "place",
        "window": "place",
        "department": "place",
        "reason": "reason",
    }

    key = HiddenField()
    # The code of a slip is an address.
    phone = StringField(_l("Phone, or scan a slip"), [Length(max=300)])
    name = StringField(_l("Name"), [Length(max=120, message=_l("Enter a name of at most 120 characters."))])
    class_ = SelectField(_l("Class"), default="", validate_choice=False)
    place = SelectField(_l("Slot"), validate_choice=False)
    alternative = HiddenField()
    here = BooleanField(_l("The patient is here"), default=True)
    emergency = BooleanField(_l("Emergency"))
    reason = StringField(_l("Reason"), [Length(max=500, message=_l("Enter at most 500 characters."))])
    doctor = SelectField(_l("Goes to"), default="", validate_choice=False)

    patient_id = HiddenField()
    filled_name = HiddenField()

    chosen = is_doubtful = is_shared = False
    found: PatientResource | None = None
    found_today: tuple[Visit, ...] = ()
    phone_problem = ""
    alternatives: tuple[SlotView, ...] = ()
    sharing: tuple[PatientView | PatientResource, ...] = ()

    def offer(self, desk: DeskView) -> Self:
        """Offer what this department books today, and name this filling-in of the form."""
        self.desk = desk
        classes = [(code, class_word(code)) for code in desk.department.classes if code != EMERGENCY]
        self.class_.choices = [("", _proposed(desk)), *classes]
        self.place.label.text = gettext("Time") if desk.department.routing == "least_loaded" else gettext("Slot")
        self.place.choices = booking_places.places(desk)
        self.place.data = self.place.data or booking_places.best(desk)
        self.doctor.choices = [("", gettext("Whoever is free first")), *booking_places.doctors(desk)]
        self.key.data = self.key.data or str(uuid4())
        return self

    def propose_anew(self) -> Self:
        """Propose another place than one that is gone: the browser would choose the first, which may be full."""
        if not booking_places.offers(self.desk, self.place.data):
            self.place.data = booking_places.best(self.desk)
        return self

    def fill(self, patient: PatientResource) -> Self:
        """Begin with somebody who was looked up; of who is not known yet there is nothing to fill in."""
        if patient.phone:
            self.phone.data, self.name.data, self.chosen = patient.phone, patient.name, True
        return self

    def show_found(self, patient: PatientResource, today: tuple[Visit, ...]) -> None:
        """Show whom a scan found, with the tokens of today, in place of what was typed."""
        self.found, self.found_today, self.patient_id.data = patient, today, ""
        self.fill(patient)
        self.filled_name.data = self.name.data

    def show_nobody(self, problem: str) -> None:
        """Say why a scan found nobody to book, and take the name away that an earlier scan filled in."""
        self.phone_problem = problem
        if self.name.data == self.filled_name.data:
            self.name.data = self.filled_name.data = ""

    def validate_phone(self, field: Field) -> None:
        """Take any way of writing a phone number; an emergency may come without one."""
        if not typed(field):
            if not self.emergency.data:
                raise ValidationError(gettext("Enter the patient's phone number."))
            return
        if self.phone_problem:
            raise ValidationError(self.phone_problem)
        if phones.parse(field.data) is None:
            raise ValidationError(gettext("%(typed)s is no phone number. Enter all its digits.", typed=field.data))

    def validate_reason(self, field: Field) -> None:
        """Ask why somebody goes before the others."""
        if self.emergency.data and not typed(field):
            raise ValidationError(gettext("Enter why this is an emergency."))

    def validate_place(self, field: Field) -> None:
        """Take a time at which this department has a slot: a service would let the patient wait for one to be added."""
        by_time = self.desk.department.routing == "least_loaded" and not self.alternative.data
        times = {slot.starts_at for doctor in self.desk.doctors for slot in doctor.slots}
        if by_time and field.data and moment(field.data) not in times:
            raise ValidationError(Refusal("unknown_slot", "slot").sentence)

    @property
    def number(self) -> str:
        """Give the phone in E.164."""
        return phones.parse(typed(self.phone)) or ""

    @property
    def somebody_new(self) -> str:
        """Give the answer that nobody of this very phone is meant; of another phone it says nothing."""
        return f"new {self.number}"

    def to_request(self) -> BookingRequest:
        """Say what was filled in as the service understands it."""
        slot_id, window = self._where()
        return BookingRequest(
            phone=self.number,
            patient_id=row_id(self.patient_id.data) if self.patient_id.data != self.somebody_new else None,
            name=typed(self.name),
            class_=self.class_.data or None,
            source="WALK_IN" if self.here.data else "STAFF",
            slot_id=slot_id,
            window=window,
            department_id=self.desk.department.id,
            day=self.desk.day,
        )

    def to_emergency(self) -> BookingRequest:
        """Say who goes before all others: to whoever can see them soonest, and even where nobody knows who it is."""
        named = row_id(self.alternative.data)
        nobody = not typed(self.phone) and not self.patient_id.data
        return replace(
            self.to_request(),
            name=typed(self.name) or (gettext("Unknown patient") if nobody else ""),
            class_=EMERGENCY,
            source="WALK_IN",
            slot_id=named,
            window=None,
            soonest=named is None,
            doctor_id=row_id(self.doctor.data),
            unknown=nobody,
            reason=typed(self.reason),
        )

    def reject(self, refused: Refused) -> Self:
        """Show the refusal, and what could be booked instead; who shares a phone is a question, no mistake."""
        self.alternatives = refused.alternatives
        self.sharing = refused.refusal.facts.get("patients", self.sharing)  # type: ignore[assignment]  # facts hold anything
        self.is_shared = refused.refusal.reason == "several_patients"
        return self if self.is_shared else super().reject(refused)

    @property
    def no_choice(self) -> str:
        """Say why there is no slot to choose."""
        if self.desk.department.routing == "earliest":
            return gettext("The first free place is given.")
        return gettext("There is no open slot today. Ask an administrator to add a session.")

    def _where(self) -> tuple[int | None, datetime | None]:
        if self.alternative.data:
            return row_id(self.alternative.data), None
        if self.desk.department.routing == "least_loaded":
            return None, moment(self.place.data)
        return row_id(self.place.data), None
