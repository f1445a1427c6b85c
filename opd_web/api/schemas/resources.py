"""The resources as the API gives them."""

from typing import Any, ClassVar

from marshmallow import Schema, fields

from opd_web.api.fields import Id, Moment
from opd_web.api.schemas.policy import PolicySchema
from opd_web.engine.model import SlotStatus, Source, TokenStatus
from opd_web.store.read_models import SlotQueue


def text(description: str = "", **options: Any) -> fields.String:
    """Give a field of text that is only given."""
    return fields.String(metadata={"description": description} if description else {}, **options)


def count(description: str, **options: Any) -> fields.Integer:
    """Give a field of a whole number that is only given."""
    return fields.Integer(metadata={"description": description}, **options)


def one_of(kinds: Any, description: str = "") -> fields.String:
    """Give a field of one of the engine's words."""
    return fields.String(metadata={"enum": [str(kind.value) for kind in kinds], "description": description})


class Resource(Schema):
    """A resource with an address of its own, `PLACE/id`; `STATE` are the fields that a change replaces."""

    PLACE: ClassVar[str]
    STATE: ClassVar[tuple[str, ...]]


class DepartmentSchema(Resource):
    """A clinic with its own policy; code and public label are neutral, since both stand on boards."""

    PLACE = "departments"
    STATE = ("code", "name", "public_label", "policy", "active")

    id = Id()
    code = text("1 to 8 of A–Z, 0–9; stands in every number: K-012.")
    name = text()
    public_label = text("What boards and slips call the department.")
    policy = fields.Nested(PolicySchema, attribute="policy_body")
    active = fields.Boolean()


class DoctorSchema(Resource):
    """Who sees the patient, and where."""

    PLACE = "doctors"
    STATE = ("name", "code", "department", "room", "active")

    id = Id()
    name = text()
    code = text(allow_none=True)
    department = Id(attribute="department_id")
    room = text()
    active = fields.Boolean()


class PatientSchema(Resource):
    """One person on file; unique by phone and name, since families share phones."""

    PLACE = "patients"
    STATE = ("name", "phone", "language", "external_id")

    id = Id()
    name = text()
    phone = text("In E.164: +919876543210.")
    language = text("A language tag: hi, en-IN.", allow_none=True)
    external_id = text("The patient's record number (MRN), or an ABHA number.", allow_none=True)


class SlotSchema(Resource):
    """A time window of a doctor with a capacity."""

    PLACE = "slots"
    STATE = ("doctor", "starts_at", "ends_at", "capacity", "status", "delay_minutes")

    id = Id()
    doctor = Id(attribute="doctor_id")
    starts_at = Moment()
    ends_at = Moment()
    capacity = count("How many tokens it holds.")
    taken = count("Used places, emergencies beyond the capacity included.")
    waiting_count = count("How many wait in the slot's pool.")
    status = one_of(SlotStatus)
    delay_minutes = count("How late the doctor is.")


class TokenSchema(Resource):
    """One patient's numbered request: its number is fixed for life, its position moves."""

    PLACE = "tokens"
    STATE = ("version",)

    id = Id()
    number = text("K-012: department code and number, from 1 each service day.")
    department = Id(attribute="department_id")
    doctor = Id(attribute="doctor_id", allow_none=True)
    slot = Id(attribute="slot_id", allow_none=True)
    patient = Id(attribute="patient_id")
    class_ = fields.String(data_key="class", attribute="class_", metadata={"description": "Priority class."})
    source = one_of(Source)
    status = one_of(TokenStatus)
    active = fields.Boolean(metadata={"description": "Holds a live place in a slot's queue."})
    position = count("From 1: in the slot's queue, or on the waiting list; null in neither.", allow_none=True)
    sequence = count("Its placement in the slot: never reused there.", allow_none=True)
    estimated_time = Moment(allow_none=True, metadata={"description": "When it is expected to go in."})
    score = fields.Float(allow_none=True, metadata={"description": "Priority shown: lower goes first within reason."})
    arrived_at = Moment(allow_none=True)
    called_at = Moment(allow_none=True)
    started_at = Moment(allow_none=True)
    completed_at = Moment(allow_none=True)
    call_count = count("How often it was announced.")
    version = count("Rises with every change; send it back to act only on what you saw.")


class SlotDetailSchema(SlotSchema):
    """A slot with everybody in it and everybody who waits for its pool, each in order."""

    active = fields.List(fields.Nested(TokenSchema))
    waiting = fields.List(fields.Nested(TokenSchema))

    def get_attribute(self, obj: SlotQueue, attr: str, default: Any) -> Any:
        """Take the lists from the whole and everything else from the slot."""
        return super().get_attribute(obj if attr in {"active", "waiting"} else obj.slot, attr, default)


class ProblemSchema(Schema):
    """Why a call was not done (RFC 9457)."""

    type = text()
    title = text()
    status = fields.Integer()
    code = text("A stable word for programs.")
    detail = text("One sentence for people.")
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    alternatives = fields.List(fields.Nested(SlotSchema), metadata={"description": "What could be booked instead."})


def page_of(item: type[Schema], name: str) -> type[Schema]:
    """Give the schema of one page of a list."""
    return Schema.from_dict(
        {
            "items": fields.List(fields.Nested(item)),
            "next": fields.String(
                allow_none=True, metadata={"description": "Send it as `cursor` for what follows; null at the end."}
            ),
        },
        name=name,
    )


DEPARTMENT = DepartmentSchema()
DOCTOR = DoctorSchema()
PATIENT = PatientSchema()
SLOT = SlotSchema()
TOKEN = TokenSchema()
