"""Which days, which department, which doctor: in the address, so that a report can be sent to somebody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from flask import request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import DateField, SelectField

from opd_web.store.report_models import Asked, Frame
from opd_web.web.forms import Form, choices
from opd_web.web.language import gettext

FIELDS = ("from", "to", "department", "doctor")

USUAL_DAYS = 30

MOST_DAYS = 3_660
"""Ten years: past it somebody mistyped a year."""

DAY = _l("Enter a date, such as 2025-03-03.")


class DayField(DateField):
    """A date, asked for in one sentence whatever is wrong with it."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(DAY) from error


class FilterForm(Form):
    """What a report is narrowed to."""

    class Meta:
        """It changes nothing: it is part of an address."""

        csrf: ClassVar[bool] = False

    first = DayField(_l("From"), name="from")
    last = DayField(_l("To"), name="to")
    department = SelectField(_l("Department"), coerce=str)
    doctor = SelectField(_l("Doctor"), coerce=str)

    def offer(self, frame: Frame) -> "FilterForm":
        """Offer what there is."""
        departments = [("", gettext("All")), *((one.id, one.name) for one in frame.departments)]
        doctors = [("", gettext("All")), *((one.id, one.name) for one in frame.doctors)]
        self.department.choices = choices((str(value), label) for value, label in departments)
        self.doctor.choices = choices((str(value), label) for value, label in doctors)
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that the days stand in their order."""
        if not super().validate(extra_validators):
            return False
        if self.last.data < self.first.data:
            self.last.errors = [gettext("The last day lies before the first.")]
        elif (self.last.data - self.first.data).days >= MOST_DAYS:
            self.last.errors = [gettext("That is more than ten years. Choose fewer days.")]
        return not self.last.errors


@dataclass(frozen=True)
class Filters:
    """The form as it stands above a report, and what it asks for: None where it cannot be read."""

    form: FilterForm
    frame: Frame
    asked: Asked | None

    @property
    def query(self) -> dict[str, str]:
        """Give what an address of another report carries on."""
        return given()

    @property
    def narrowed(self) -> list[str]:
        """Name the department and the doctor that it is narrowed to: paper shows no form."""
        return self.frame.narrowed(self.asked) if self.asked else []

    @property
    def exact(self) -> dict[str, str]:
        """Give what is asked for with nothing left to what is usual."""
        form = self.form
        days = {"from": form.first.data.isoformat(), "to": form.last.data.isoformat()} if self.asked else {}
        return self.query | days

    @property
    def quick(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Give ranges that are asked for often, each with its address."""
        today = self.frame.today
        for text, first, last in ranges(today):
            yield text, self.query | {"from": first.isoformat(), "to": last.isoformat()}


def read(frame: Frame) -> Filters:
    """Read the address; what is left out is as usual, the last 30 days of everybody."""
    usual = {"from": (frame.today - timedelta(USUAL_DAYS - 1)).isoformat(), "to": frame.today.isoformat()}
    form = FilterForm(MultiDict(usual | {"department": "", "doctor": ""} | given())).offer(frame)
    return Filters(form, frame, _asked(form) if form.validate() else None)


def given() -> dict[str, str]:
    """Give what the address, or a form that asks for a file, says."""
    return {name: request.values[name] for name in FIELDS if request.values.get(name)}


def ranges(today: date) -> list[tuple[str, date, date]]:
    """Give the ranges that are asked for often."""
    return [
        (gettext("Today"), today, today),
        (gettext("Yesterday"), today - timedelta(1), today - timedelta(1)),
        (gettext("7 days"), today - timedelta(6), today),
        (gettext("30 days"), today - timedelta(USUAL_DAYS - 1), today),
        (gettext("This year"), today.replace(month=1, day=1), today),
    ]


def _asked(form: FilterForm) -> Asked:
    return Asked(form.first.data, form.last.data, _id(form.department.data), _id(form.doctor.data))


def _id(value: str | None) -> int | None:
    return int(value) if value else None
