"""What calls take: bodies and queries."""

from typing import Any

from marshmallow import Schema, fields, validate

from opd_web.api.cursors import Cursor
from opd_web.api.fields import Flag, Id, NumberInQuery, Text
from opd_web.api.schemas.policy import PolicySchema

CODE = r"^[A-Z0-9]{1,8}$"


def flag_in_query(**options: Any) -> fields.Boolean:
    """Give a field that is true or false, written out."""
    return fields.Boolean(truthy={"true"}, falsy={"false"}, **options)


class PageQuery(Schema):
    """Which part of a list."""

    limit = NumberInQuery(1, 500, load_default=100, metadata={"description": "How many at most."})
    cursor = Cursor(int, metadata={"description": "`next` of the page before."})


class DepartmentsQuery(PageQuery):
    """Which departments."""

    active = flag_in_query()


class DoctorsQuery(PageQuery):
    """Which doctors."""

    department = Id()
    active = flag_in_query()


def _code(**options: Any) -> fields.String:
    error = "Send 1 to 8 letters A–Z or digits."
    return fields.String(validate=validate.Regexp(CODE, error=error), metadata={"examples": ["K"]}, **options)


class NewDepartment(Schema):
    """A department to add."""

    EXAMPLE = {"code": "E", "name": "Ear, nose and throat", "public_label": "Clinic E", "policy": {"preset": "fair"}}

    code = _code(required=True)
    name = Text(1, 200, required=True, metadata={"examples": ["Cardiology"]})
    public_label = Text(1, 200, required=True, metadata={"examples": ["Clinic K"]})
    policy = fields.Nested(PolicySchema, load_default=dict)


class DepartmentChange(Schema):
    """What is to become of a department; what is left out stays. `id` may be sent back and changes nothing."""

    EXAMPLE = {"public_label": "Clinic K", "policy": {"consult_minutes": 8}}

    id = Id()
    code = _code()
    name = Text(1, 200)
    public_label = Text(1, 200)
    policy = fields.Nested(PolicySchema)
    active = Flag()


class NewDoctor(Schema):
    """A doctor to add."""

    EXAMPLE = {"name": "Dr Rao", "department": "1", "room": "3"}

    name = Text(1, 200, required=True, metadata={"examples": ["Dr Rao"]})
    code = Text(1, 20, load_default=None, allow_none=True)
    department_id = Id(data_key="department", required=True)
    room = Text(1, 40, required=True, metadata={"examples": ["3"]})


class DoctorChange(Schema):
    """What is to become of a doctor; what is left out stays. `id` may be sent back and changes nothing."""

    EXAMPLE = {"room": "4"}

    id = Id()
    name = Text(1, 200)
    code = Text(1, 20, allow_none=True)
    department_id = Id(data_key="department")
    room = Text(1, 40)
    active = Flag()
