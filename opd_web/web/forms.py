"""What people type: WTForms that check the shape, and show a service's refusal at the field that it is about."""

import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Self

from flask_babel import get_translations
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, IntegerField, PasswordField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from opd_web.services.refused import Refused
from opd_web.web.converters import LARGEST_ID
from opd_web.web.language import gettext

UNPRINTABLE = re.compile(r"[\u0000-\u001f\u007f-\u009f\ud800-\udfff\u202a-\u202e\u2066-\u2069]+")
"""Controls, which PostgreSQL keeps in no text, and marks that turn the writing around; joiners belong to letters."""


def choices(pairs: Iterable[tuple[object, object]]) -> list[Any]:
    """Give what a select offers, value and label."""
    return [SelectChoice(value, label) for value, label in pairs]


def typed(field: Field) -> str:
    """Give what was typed as one line, without the spaces around it."""
    return UNPRINTABLE.sub(" ", field.data or "").strip()


class WtformsWords:
    """Translates the few sentences that WTForms brings."""

    gettext = staticmethod(gettext)

    @staticmethod
    def ngettext(one: str, many: str, count: int) -> str:
        """Give the text for this count; its placeholder is filled in by WTForms."""
        return str(get_translations().ungettext(one, many, count))


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """A form whose errors are listed at its top in the order of its fields."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF brings no types
        """What WTForms says by itself is said in the user's language, from our own catalogue."""

        def get_translations(self, _form: FlaskForm) -> Any:
            """Give the translator; WTForms fills in what varies."""
            return WtformsWords

    REFUSED_FIELDS: dict[str, str] = {}
    """A refusal's field, to the name of ours."""

    def reject(self, refused: Refused) -> Self:
        """Show the refusal at its field, or above the form where it is about none of them."""
        name = self.REFUSED_FIELDS.get(refused.refusal.field or "")
        if name is None:
            self.form_errors.append(refused.refusal.sentence)
        else:
            self[name].errors = [*self[name].errors, refused.refusal.sentence]
        return self

    def take_problems(self, other: "Form") -> Self:
        """Show what is wrong with a form that stands on the same page and has no fields of its own."""
        self.form_errors.extend(text for _, text in other.problems)
        return self

    @property
    def problems(self) -> list[tuple[str | None, str]]:
        """Give every error with the id of its field, None for those of the whole form."""
        found = [(None, text) for text in self.form_errors]
        return found + [(field.id, text) for field in self for text in field.errors]


class SignInForm(Form):
    """Who is there."""

    REFUSED_FIELDS = {"password": "password"}

    username = StringField(_l("User name"), [InputRequired(_l("Enter your user name.")), Length(max=80)])
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password.")), Length(max=200)])


class ActionForm(Form):
    """One action on one token, as the page saw it."""

    version = IntegerField(validators=[Optional()])


class DayUndoForm(Form):
    """What is taken back of a doctor's day, as the page saw it."""

    seen = IntegerField(validators=[Optional()])


class CallForm(Form):
    """A call of whoever is next, named after the day as the page saw it: two presses of what was drawn once are one."""

    key = HiddenField()


class CountField(IntegerField):
    """A whole number whose own validators say what is wrong with it, and not WTForms beside them."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        with suppress(ValueError):
            super().process_formdata(valuelist)


LATE = _l("Enter how many minutes late, from 0 to 600.")


class LateForm(Form):
    """How late a doctor is in all."""

    minutes = CountField(validators=[InputRequired(LATE), NumberRange(0, 600, LATE)])


class TransferForm(Form):
    """The slot that a token goes to, and the token as the page saw it; `beside` where the answer stands in the page."""

    slot = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST_ID)])
    version = IntegerField(validators=[Optional()])
    beside = BooleanField()
