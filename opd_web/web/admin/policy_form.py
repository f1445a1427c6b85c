"""The form of a policy: every option of the engine, in words, checked field by field."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DecimalField, Field, HiddenField, RadioField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, NumberRange, Optional

from opd_web.engine.model import EMERGENCY
from opd_web.engine.policy import CHOICES, NUMBERS
from opd_web.engine.presets import DEFAULT_PRESET, PRESETS
from opd_web.services.refused import Refused
from opd_web.web.admin.option_words import OPTIONS, number_limits
from opd_web.web.admin.schedule_forms import WholeNumberField
from opd_web.web.forms import Form, choices
from opd_web.web.language import gettext

CLASS = re.compile(r"[A-Z][A-Z0-9_]{0,39}")
MOST_CLASSES = 20


class Within(NumberRange):
    """Bounds a number; what is none has been said so already."""

    def __call__(self, form: Any, field: Any) -> None:
        """Look at the number, if it is one."""
        if not field.errors:
            super().__call__(form, field)


def _choice(option: str) -> RadioField:
    words = OPTIONS[option]
    offered = choices((value, words.choices[value]) for value in CHOICES[option])
    return RadioField(words.title, [InputRequired(_l("Choose one."))], choices=offered, description=words.text)


def _number(option: str) -> WholeNumberField:
    least, most, may_be_off = NUMBERS[option]
    first = Optional() if may_be_off else InputRequired(_l("Enter a whole number."))
    limits = Within(least, most, number_limits(least, most))
    return WholeNumberField(OPTIONS[option].title, [first, limits], description=OPTIONS[option].text)


class PolicyForm(Form):
    """Every option of a policy; `preset` is the one that it started from, and the others are compared with."""

    REFUSED_FIELDS = {f"policy.{option}": option for option in (*CHOICES, *NUMBERS, "classes", "completed_holds_place")}

    preset = HiddenField(default=DEFAULT_PRESET)
    classes = TextAreaField(OPTIONS["classes"].title, description=OPTIONS["classes"].text)
    routing = _choice("routing")
    when_full = _choice("when_full")
    emergency = _choice("emergency")
    overflow_limit = _number("overflow_limit")
    displaced = _choice("displaced")
    completed_holds_place = BooleanField(
        OPTIONS["completed_holds_place"].title, description=OPTIONS["completed_holds_place"].text
    )
    duplicate_bookings = _choice("duplicate_bookings")
    queue_order = _choice("queue_order")
    tie_break = _choice("tie_break")
    emergency_order = _choice("emergency_order")
    max_overtakes = _number("max_overtakes")
    late_return = _choice("late_return")
    late_return_after = _number("late_return_after")
    bonus_per_hour = DecimalField(
        _l("Bonus for each hour of waiting"), [Optional(), NumberRange(0, 1000, _l("Enter a number from 0 to 1000."))],
        places=None, description=OPTIONS["time_bonus"].text,
    )  # fmt: skip
    bonus_cap = DecimalField(
        _l("Largest bonus"), [Optional(), NumberRange(0, 1000, _l("Enter a number from 0 to 1000."))],
        places=None, description=_l("The bonus stops growing here. Leave both empty for none."),
    )  # fmt: skip
    delay_scope = _choice("delay_scope")
    consult_minutes = _number("consult_minutes")
    follow_up_days = _number("follow_up_days")
    max_calls = _number("max_calls")
    no_show_grace_minutes = _number("no_show_grace_minutes")
    no_show_after_minutes = _number("no_show_after_minutes")

    @classmethod
    def filled(cls, preset_name: str, options: Mapping[str, Any]) -> Self:
        """Give the form with the options of a version, or of a preset."""
        bonus = options.get("time_bonus") or {}
        values = {**options, "classes": "\n".join(options["classes"]), "late_return_after": _after(options)}
        per_hour, cap = (_decimal(bonus.get(name)) for name in ("per_hour", "cap"))
        return cls(formdata=None, preset=preset_name, bonus_per_hour=per_hour, bonus_cap=cap, **values)

    def preset_name(self) -> str:
        """Give the preset that the form started from; one that there is not counts for the usual one."""
        return self.preset.data if self.preset.data in PRESETS else DEFAULT_PRESET

    def validate_classes(self, _field: Field) -> None:
        """Take one class a line, each once."""
        names = self.class_names()
        wrong = [name for name in names if not CLASS.fullmatch(name)]
        if not names:
            raise ValidationError(gettext("Name at least one class."))
        if wrong:
            text = gettext("%(name)s is no class. Use letters A to Z, digits and _, one class a line.", name=wrong[0])
            raise ValidationError(text)
        if len(set(names)) != len(names):
            raise ValidationError(gettext("A class stands here twice. Take one of them away."))
        if len(names) > MOST_CLASSES:
            raise ValidationError(gettext("Use at most %(count)d classes.", count=MOST_CLASSES))

    def validate_emergency(self, field: Field) -> None:
        """Refuse the one mix that contradicts itself."""
        if field.data == "off" and EMERGENCY in self.class_names():
            text = gettext("Emergencies are off here, but the classes name EMERGENCY. Change one of the two.")
            raise ValidationError(text)

    def validate_bonus_cap(self, field: Field) -> None:
        """Take both numbers of the bonus or none."""
        if (field.data is None) != (self.bonus_per_hour.data is None):
            raise ValidationError(gettext("Fill in both numbers of the bonus, or none."))

    def class_names(self) -> list[str]:
        """Give the classes, highest first."""
        return [line.strip().upper() for line in (self.classes.data or "").splitlines() if line.strip()]

    def options(self) -> dict[str, object]:
        """Say what was filled in as the engine understands it."""
        found: dict[str, object] = {name: self[name].data for name in (*CHOICES, *NUMBERS)}
        found |= {"classes": self.class_names(), "completed_holds_place": self.completed_holds_place.data}
        per_hour, cap = self.bonus_per_hour.data, self.bonus_cap.data
        has_bonus = per_hour is not None and cap is not None
        return found | {"time_bonus": {"per_hour": str(per_hour), "cap": str(cap)} if has_bonus else None}

    @property
    def problems(self) -> list[tuple[str | None, str]]:
        """Give every error with the name of its option: the summary stands far from most of them."""
        named = [(field.id, f"{field.label.text}: {text}") for field in self for text in field.errors]
        return [(None, text) for text in self.form_errors] + named

    def reject(self, refused: Refused) -> Self:
        """Show the refusal without the engine's name of the option before it."""
        name = (refused.refusal.field or "").removeprefix("policy.")
        if name in self:
            self[name].errors = [*self[name].errors, refused.refusal.sentence.removeprefix(f"{name}: ")]
            return self
        return super().reject(refused)


def _after(options: Mapping[str, Any]) -> int:
    return int(options.get("late_return_after", 3))


def _decimal(text: object) -> Decimal | None:
    """Give the number of a fraction such as 1/10."""
    if text is None:
        return None
    over, _, under = str(text).partition("/")
    return Decimal(over) / Decimal(under or 1)
