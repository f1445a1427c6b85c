"""What an administrator types about leave and holidays."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from opd_web import clock
from opd_web.services import departments, doctors
from opd_web.services.leave import Span
from opd_web.web.admin.schedule_forms import ClockField
from opd_web.web.converters import LARGEST_ID
from opd_web.web.forms import Form, choices, typed
from opd_web.web.language import gettext

DAY = _l("Enter a day, such as 2026-05-01.")
EVERYBODY = "everybody"
CHOICE = "token-"
"""Begins the name of the field that chooses another slot for one token."""


class DayField(DateField):
    """A date, asked for in one sentence whatever is wrong with it."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date; years that no calendar of a clinic has are none."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(DAY) from error
        if self.data is not None and not 2000 <= self.data.year <= 2200:
            raise ValueError(DAY)


class LeaveForm(Form):
    """Who is away, and when."""

    REFUSED_FIELDS = {name: name for name in ("first_day", "last_day", "starts", "ends", "reason")} | {"doctor": "who"}

    who = SelectField(_l("Who is away"), [InputRequired(_l("Choose who is away."))])
    first_day = DayField(_l("First day"), [InputRequired(DAY)])
    last_day = DayField(_l("Last day"), [Optional()], description=_l("Leave it empty for one day."))
    starts = ClockField(_l("From"), [Optional()])
    ends = ClockField(_l("To"), [Optional()])
    reason = StringField(
        _l("Reason"),
        [
            InputRequired(_l("Enter why: it stands in the calendar.")),
            Length(max=200, message=_l("At most 200 letters.")),
        ],
        description=_l("As in Annual leave, or Diwali. Staff read it."),
    )

    def offer(self) -> Self:
        """Offer everybody, each department and each doctor in use."""
        now = clock.now()
        in_use = [one for one in departments.every(now=now) if one.active]
        # The whole hospital is not what an overlooked field may mean.
        away = [("", gettext("Choose one.")), (EVERYBODY, gettext("The whole hospital"))]
        away += [(f"department-{one.id}", gettext("Department %(code)s", code=one.code)) for one in in_use]
        away += [(f"doctor-{one.id}", one.name) for one in doctors.every(now=now) if one.active]
        self.who.choices = choices(away)
        return self

    def span(self) -> Span:
        """Say what was filled in as the service understands it."""
        kind, _, number = (self.who.data or "").partition("-")
        first: date = self.first_day.data
        return Span(
            int(number) if kind == "doctor" else None,
            int(number) if kind == "department" else None,
            first,
            self.last_day.data or first,
            self.starts.data,
            self.ends.data,
        )

    def away(self) -> str:
        """Say who is away as the choice does."""
        return next((label for _, label, selected, *_ in self.who.iter_choices() if selected), "")

    def why(self) -> str:
        """Give the reason as one line."""
        return typed(self.reason)

    def hidden(self) -> Iterator[tuple[str, str]]:
        """Give what was typed, for a page that only asks whether it shall be so."""
        for field in (self.who, self.first_day, self.last_day, self.starts, self.ends, self.reason):
            yield field.name, str((field.raw_data or [""])[0])


def chosen(fields: Mapping[str, str]) -> dict[int, int]:
    """Read which slot was chosen for which token; what is no number is no choice."""
    pairs = ((name.removeprefix(CHOICE), value) for name, value in fields.items() if name.startswith(CHOICE))
    return {int(token): int(slot) for token, slot in pairs if _is_id(token) and _is_id(slot)}


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text[:12]) <= LARGEST_ID
