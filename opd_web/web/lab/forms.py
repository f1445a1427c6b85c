"""What the lab asks: a day, the policies to compare, and options that are changed in each of them."""

import json
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, IntegerField, SelectField, SelectMultipleField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from opd_web.engine.policy import InvalidPolicy
from opd_web.engine.presets import PRESETS as KNOWN
from opd_web.simulation.day_plan import DayPlan
from opd_web.simulation.lab import Choice, check
from opd_web.web.admin.policy_words import PRESETS
from opd_web.web.forms import Form, choices
from opd_web.web.language import gettext

MOST_PLAYED = 3000
"""Requests in all columns together: some minutes of computing."""

DAY_NEEDED = _l("Choose a day.")


def whole(label: Any, least: int, most: int, default: int, **options: Any) -> "BoundField":
    """Ask for a whole number, and say the bounds in one sentence whatever is wrong."""
    problem = _l("Enter a whole number from %(least)s to %(most)s.", least=least, most=most)
    checks = [InputRequired(problem), NumberRange(least, most, problem)]
    return BoundField(label, checks, problem, default=default, **options)


class BoundField(IntegerField):
    """A whole number; what is none is said as what is out of bounds."""

    data: Any

    def __init__(self, label: Any, checks: Any, problem: Any, **options: Any) -> None:
        """Keep the one sentence."""
        super().__init__(label, checks, **options)
        self.problem = problem

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(self.problem) from error


class DayField(DateField):
    """A date; what is none is said as a missing one."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(DAY_NEEDED) from error


class LabForm(Form):
    """What both kinds of day share."""

    seed = whole(
        _l("Seed"), 0, 2**31 - 1, 7, description=_l("Decides by chance who comes. The same seed gives the same day.")
    )
    policies = SelectMultipleField(
        _l("Policies"), [InputRequired(_l("Choose at least one policy."))],
        choices=choices((name, words.title) for name, words in PRESETS.items()), default=list(KNOWN),
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    changes = TextAreaField(
        _l("Options changed in each policy"), [Length(max=2000)],
        description=_l("One in a line, such as max_overtakes = 2. Leave it empty to compare the policies as they are."),
    )  # fmt: skip

    def validate_changes(self, _field: Field) -> None:
        """Find an unknown option before anything is played; the sentence lists the known ones."""
        try:
            check(self.wanted())
        except InvalidPolicy as problem:
            raise ValidationError(str(problem)) from problem

    def wanted(self) -> list[Choice]:
        """Give the policies to compare. Raise ValidationError for a line that is no option."""
        overrides = dict(map(_option, filter(str.strip, (self.changes.data or "").splitlines())))
        return [Choice(name, overrides) for name in self.policies.data or () if name in KNOWN]

    def check_size(self, requests: int) -> bool:
        """Tell whether this can be played in some minutes, and say it in the form where it cannot."""
        played = requests * len(self.policies.data or ())
        if played <= MOST_PLAYED:
            return True
        problem = gettext(
            "This would play %(played)d requests; %(most)d are the most. Choose a smaller day or fewer policies.",
            played=played, most=MOST_PLAYED,
        )  # fmt: skip
        self.form_errors.append(problem)
        return False


class MadeUpForm(LabForm):
    """A day that nobody had."""

    departments = whole(_l("Departments"), 1, 8, 1)
    doctors = whole(_l("Doctors in each"), 1, 10, 2)
    windows = whole(_l("Hours open"), 1, 10, 4)
    capacity = whole(_l("Places in an hour"), 1, 30, 6)
    booked = whole(_l("Booked, % of the places"), 0, 200, 85)
    walk_ins = whole(_l("Walk-ins, % of the places"), 0, 200, 35)
    emergencies = whole(_l("Emergencies in each department"), 0, 20, 2)
    consult_mean = whole(_l("Minutes of a consultation"), 1, 60, 9)

    def plan(self) -> DayPlan:
        """Give the day as the simulation plans it. Raise InvalidPlan."""
        named = ("seed", "departments", "doctors", "windows", "capacity")
        return DayPlan(
            **{name: self[name].data for name in named},
            booked=self.booked.data / 100,
            walk_ins=self.walk_ins.data / 100,
            emergencies=float(self.emergencies.data),
            consult_mean=float(self.consult_mean.data),
        )


class PastForm(LabForm):
    """A day of the hospital's own."""

    department = SelectField(_l("Department"))
    day = DayField(_l("Day"), [InputRequired(DAY_NEEDED)])


def _option(line: str) -> tuple[str, object]:
    """Read `option = value`; a value is JSON, or else a word."""
    name, sign, value = line.partition("=")
    if not sign:
        problem = gettext("%(line)s is no option with its value, such as max_overtakes = 2.", line=line.strip())
        raise ValidationError(problem)
    try:
        return name.strip(), json.loads(value)
    except ValueError:
        return name.strip(), value.strip()
