"""What an administrator types about boards."""

from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from opd_web.engine.legibility import LAYOUTS
from opd_web.services import boards
from opd_web.services.boards import BoardFields
from opd_web.web.admin.schedule_forms import NUMBER, WholeNumberField
from opd_web.web.forms import Form, choices, typed
from opd_web.web.voice import LANGUAGES

NAMES = {"en": "English", "hi": "हिन्दी"}
"""Languages by the name that they have for themselves."""


class ManyField(SelectMultipleField):
    """Boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class BoardForm(Form):
    """What a board is called, shows, and how."""

    REFUSED_FIELDS = {"department": "department_ids", "doctor": "doctor_ids"}

    name = StringField(
        _l("Name for staff"), [InputRequired(_l("Enter a name for the board.")), Length(max=200)],
        description=_l("As in Ground floor, beside the lift. Only staff see it."),
    )  # fmt: skip
    title = StringField(
        _l("Heading"), [InputRequired(_l("Enter what stands at the top of the board.")), Length(max=60)],
        description=_l("Everybody in the waiting room reads it, so keep it neutral."),
    )  # fmt: skip
    department_ids = ManyField(_l("Whole departments"), coerce=int)
    doctor_ids = ManyField(_l("Single doctors"), coerce=int)
    rooms = ManyField(_l("Rooms"))
    lines = SelectField(
        _l("Layout"), coerce=int, choices=choices((count, count) for count in LAYOUTS), default=4,
        description=_l(
            "How many calls stand large at once, the newest on top: one for each room is usual. Doctors that do not "
            "all fit beside or below them take turns."
        ),
    )  # fmt: skip
    inches = WholeNumberField(
        _l("Diagonal of the screen, in inches"), [InputRequired(NUMBER), NumberRange(10, 150, NUMBER)], default=43
    )
    metres = WholeNumberField(
        _l("Farthest seat, in metres"), [InputRequired(NUMBER), NumberRange(1, 40, NUMBER)], default=10
    )
    languages = ManyField(
        _l("Languages"), [InputRequired(_l("Choose a language or more."))],
        choices=choices((code, NAMES.get(code, code)) for code in LANGUAGES), default=["en"],
        description=_l("What stands on the board and is spoken, one after the other."),
    )  # fmt: skip
    ticker = StringField(
        _l("Extra line"), [Length(max=300, message=_l("Use at most 300 characters."))],
        description=_l("Optional, such as: The pharmacy closes at 18:00."),
    )  # fmt: skip
    open_to_all = BooleanField(
        _l("Open to everybody who has the address"),
        description=_l("Else only its paired TV shows it. A board shows numbers and rooms, never a name."),
    )

    def offer(self) -> Self:
        """Offer what is in use, and what was chosen before."""
        known = boards.choices()
        self.department_ids.choices = choices(known.departments.items())
        self.doctor_ids.choices = choices(known.doctors.items())
        self.rooms.choices = choices((room, room) for room in sorted({*known.rooms, *(self.rooms.data or ())}))
        return self

    def fields(self) -> BoardFields:
        """Say what was filled in as the service understands it."""
        return BoardFields(
            name=typed(self.name),
            title=typed(self.title),
            department_ids=_chosen(self.department_ids),
            doctor_ids=_chosen(self.doctor_ids),
            rooms=_chosen(self.rooms),
            lines=self.lines.data,
            inches=self.inches.data,
            metres=self.metres.data,
            languages=tuple(code for code in LANGUAGES if code in (self.languages.data or ())),
            ticker=typed(self.ticker),
            open_to_all=self.open_to_all.data,
        )


class CodeForm(Form):
    """The code that a TV shows."""

    REFUSED_FIELDS = {"code": "code"}

    code = StringField(_l("Code on the TV"), [InputRequired(_l("Enter the code that the TV shows.")), Length(max=20)])


class ChooseForm(Form):
    """The board that a TV becomes: one that there is, or 0 for a new one."""

    REFUSED_FIELDS = {"board": "board_id"}

    board_id = SelectField(_l("Board"), coerce=int)

    def offer(self) -> Self:
        """Offer the boards that there are."""
        self.board_id.choices = choices((board.id, board.name) for board in boards.every())
        return self


def _chosen(field: ManyField) -> frozenset[Any]:
    return frozenset(field.data or ())
