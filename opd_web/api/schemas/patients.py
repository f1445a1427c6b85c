"""What calls about patients take."""

from marshmallow import Schema, fields, validate

from opd_web.api.fields import Id, Phone, Text
from opd_web.api.schemas.requests import PageQuery

LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$"


def _language() -> fields.String:
    error = "Send a language tag such as hi or en-IN."
    return fields.String(validate=validate.Regexp(LANGUAGE, error=error), allow_none=True)


class PatientsQuery(PageQuery):
    """Which patients."""

    phone = Phone(metadata={"description": "Everybody who has this phone, in whatever way it is written."})
    q = Text(
        1, 100, metadata={"description": "A part of the name or the phone, or the beginning of the record number."}
    )


class PatientIn(Schema):
    """A person to put on file."""

    EXAMPLE = {"name": "Asha Rao", "phone": "+919876543210", "language": "hi", "external_id": "MRN-1047"}

    name = Text(1, 200, required=True, metadata={"examples": ["Asha Rao"]})
    phone = Phone(required=True, metadata={"examples": ["+919876543210"]})
    language = _language()
    external_id = Text(1, 64, allow_none=True, metadata={"examples": ["MRN-1047"]})


class PatientChange(Schema):
    """What is to become of a patient; what is left out stays. `id` may be sent back and changes nothing."""

    EXAMPLE = {"language": "en"}

    id = Id()
    name = Text(1, 200)
    phone = Phone()
    language = _language()
    external_id = Text(1, 64, allow_none=True)
