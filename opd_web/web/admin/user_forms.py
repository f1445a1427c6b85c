"""What an administrator types about users, and the words for what is shown of them."""

from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from opd_web import clock
from opd_web.engine.roles import Role
from opd_web.services import departments, doctors
from opd_web.services.users import UserFields
from opd_web.web import language
from opd_web.web.forms import Form, choices, typed

ROLES = {
    Role.NURSE: _l("Nurse at a desk"),
    Role.DOCTOR: _l("Doctor"),
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.AUDITOR: _l("Auditor: reports and the record only"),
}

DONE = {
    "made": _l("made the user"),
    "changed": _l("changed name or language"),
    "rights": _l("changed role, departments or doctor"),
    "password": _l("set a new password"),
    "disabled": _l("kept the user out"),
    "enabled": _l("let the user in again"),
    "signed_out": _l("signed the user out everywhere"),
    "signed_in": _l("signed in"),
    "took_turn": _l("took a turn at a shared PC"),
    "second_step": _l("set up a second step"),
    "no_second_step": _l("ended the second step"),
    "pin": _l("set a PIN for the shift"),
    "pin_ended": _l("ended the PIN"),
}
"""What stands in the record of an account, in words that follow the name of whoever did it."""


def optional_number(value: str | None) -> int | None:
    """Read the choice of a list whose first line stands for nothing."""
    return int(value) if value else None


class UserForm(Form):
    """What an administrator decides about a user."""

    REFUSED_FIELDS = {name: name for name in ("username", "name", "role")} | {"doctor": "doctor_id"}

    name = StringField(
        _l("Name"), [InputRequired(_l("Enter the name.")), Length(max=200)],
        description=_l("Colleagues see it at what the user does."),
    )  # fmt: skip
    role = SelectField(_l("Role"), choices=choices((role.value, words) for role, words in ROLES.items()))
    departments = SelectMultipleField(
        _l("Departments"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        description=_l("Where a nurse works. None of them stands for all."),
    )  # fmt: skip
    doctor_id = SelectField(
        _l("Doctor"), coerce=optional_number,
        description=_l("Only for the role of a doctor: whose queue the user sees."),
    )  # fmt: skip
    language = SelectField(_l("Language"), description=_l("Of the pages that the user sees."))

    def offer(self) -> Self:
        """Offer what is in use, and what is chosen."""
        now = clock.now()
        chosen = self.departments.data or ()
        self.departments.choices = choices(
            (one.id, f"{one.code} · {one.name}") for one in departments.every(now=now) if one.active or one.id in chosen
        )
        people = [(one.id, f"{one.name}, {one.department_code}") for one in doctors.every(now=now) if one.active]
        self.doctor_id.choices = choices([("", _l("none")), *people])
        self.language.choices = choices([("", _l("As the browser asks for")), *language.offered().items()])
        return self

    def fields(self) -> UserFields:
        """Say what was filled in as the service understands it."""
        role = Role(self.role.data)
        return UserFields(
            typed(self.name),
            role,
            frozenset(self.departments.data or ()) if role == Role.NURSE else frozenset(),
            self.doctor_id.data,
            self.language.data or None,
        )


class NewUserForm(UserForm):
    """A user who is about to be made."""

    username = StringField(
        _l("User name"), [InputRequired(_l("Enter a user name.")), Length(max=80)],
        description=_l("What the user types to sign in. It stays."),
    )  # fmt: skip
