"""What an administrator types about hours and slots."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectMultipleField, StringField, TimeField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from opd_web.services.schedule import Hours
from opd_web.web.forms import Form, choices

NUMBER = _l("Enter a whole number.")
TIME = _l("Enter a time, such as 09:30.")


def weekday_names() -> list[str]:
    """Give the weekdays from Monday on, in the user's language."""
    names: dict[int, str] = get_locale().days["stand-alone"]["wide"]
    return [names[number] for number in range(7)]


class WholeNumberField(IntegerField):
    """A whole number, asked for in one sentence whatever is wrong with it."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(NUMBER) from error


class ClockField(TimeField):
    """A time of day, asked for in one sentence whatever is wrong with it."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(TIME) from error


class HoursForm(Form):
    """Hours of one weekday."""

    REFUSED_FIELDS = {name: name for name in ("weekdays", "starts", "ends", "slot_minutes", "capacity")}

    starts = ClockField(_l("From"), [InputRequired(TIME)])
    ends = ClockField(_l("To"), [InputRequired(TIME)])
    slot_minutes = WholeNumberField(
        _l("Minutes in a slot"), [InputRequired(NUMBER)], default=60,
        description=_l("Patients are booked into slots of this length."),
    )  # fmt: skip
    capacity = WholeNumberField(
        _l("Patients in a slot"), [InputRequired(NUMBER)], default=6,
        description=_l("A slot never takes more, but for emergencies where the policy lets them in."),
    )  # fmt: skip

    def hours(self) -> Hours:
        """Say what was filled in as the service understands it."""
        return Hours(self.starts.data, self.ends.data, self.slot_minutes.data, self.capacity.data)


class PlanForm(HoursForm):
    """The same hours on several weekdays."""

    weekdays = SelectMultipleField(
        _l("Weekdays"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def __init__(self, **data: Any) -> None:
        """Offer the weekdays in the user's language."""
        super().__init__(**data)
        self.weekdays.choices = choices(enumerate(weekday_names()))


class SlotForm(Form):
    """One more slot on one day."""

    REFUSED_FIELDS = {"starts_at": "starts", "ends_at": "ends", "capacity": "capacity"}

    starts = ClockField(_l("From"), [InputRequired(TIME)])
    ends = ClockField(_l("To"), [InputRequired(TIME)])
    capacity = WholeNumberField(_l("Patients"), [InputRequired(NUMBER)], default=6)


class ChangeSlotForm(SlotForm):
    """Another window or another capacity of one slot."""


class RoomForm(Form):
    """Another room for one day."""

    REFUSED_FIELDS = {"room": "room"}

    room = StringField(_l("Room"), [InputRequired(_l("Enter the room: boards send patients there.")), Length(max=40)])


def moment_of(day: date, at: time, zone: str) -> datetime:
    """Give the moment (UTC) of a wall time of the facility."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
