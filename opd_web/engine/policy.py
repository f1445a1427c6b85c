"""The policy: the named set of options that decides allocation, as data."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from fractions import Fraction

from opd_web.engine.model import EMERGENCY
from opd_web.engine.presets import PRESETS

CHOICES: dict[str, tuple[str, ...]] = {
    "routing": ("slot", "least_loaded", "earliest"),
    "when_full": ("wait", "preempt_or_wait", "preempt_or_reject"),
    "emergency": ("overflow", "preempt_lower", "preempt_always", "off"),
    "displaced": ("waiting", "terminal"),
    "tie_break": ("sequence", "booked_at"),
    "queue_order": ("priority", "assignment"),
    "emergency_order": ("fifo", "newest_first"),
    "delay_scope": ("slot", "doctor_day"),
    "duplicate_bookings": ("allow", "same_slot", "same_day"),
    "late_return": ("keep_place", "end_of_class", "after_n"),
}

NUMBERS: dict[str, tuple[int, int, bool]] = {
    "no_show_grace_minutes": (0, 24 * 60, False),
    "consult_minutes": (1, 24 * 60, False),
    "max_overtakes": (0, 1000, True),
    "overflow_limit": (0, 1000, True),
    "follow_up_days": (0, 3660, False),
    "max_calls": (1, 100, False),
    "no_show_after_minutes": (0, 24 * 60, True),
    "late_return_after": (0, 1000, False),
}
"""Option → least, most, and whether it may be switched off with null."""


class InvalidPolicy(ValueError):
    """One option cannot be used; `option` names it, the message says what it takes."""

    def __init__(self, option: str, problem: str) -> None:
        """Keep the option beside the sentence, so that a form can show it at the field."""
        super().__init__(f"{option}: {problem}")
        self.option = option


@dataclass(frozen=True)
class TimeBonus:
    """Waiting makes the shown score better: `per_hour` for each hour since the request, at most `cap`."""

    per_hour: Fraction
    cap: Fraction


@dataclass(frozen=True)
class Policy:
    """All options of one version; shared/scenarios' SCHEMA gives the meaning of each."""

    classes: tuple[str, ...]
    routing: str
    when_full: str
    emergency: str
    displaced: str
    tie_break: str
    queue_order: str
    emergency_order: str
    time_bonus: TimeBonus | None
    no_show_grace_minutes: int
    delay_scope: str
    completed_holds_place: bool
    consult_minutes: int
    max_overtakes: int | None
    overflow_limit: int | None
    duplicate_bookings: str
    follow_up_days: int
    max_calls: int
    no_show_after_minutes: int | None
    late_return: str
    late_return_after: int = 3

    def rank(self, class_: str) -> int:
        """Give the class's place from 1, the highest."""
        return self.classes.index(class_) + 1

    def uses(self, class_: str) -> bool:
        """Tell whether the clinic uses this class."""
        return class_ in self.classes

    @property
    def rejects_when_full(self) -> bool:
        """Tell whether nobody ever waits under this policy for want of a place."""
        return self.when_full == "preempt_or_reject"

    def options(self) -> dict[str, object]:
        """Give the options as JSON keeps them; `build_policy` takes them back."""
        options = asdict(self) | {"classes": list(self.classes)}
        if self.time_bonus:
            options["time_bonus"] = {
                "per_hour": str(self.time_bonus.per_hour),
                "cap": str(self.time_bonus.cap),
            }
        return options


def preset(name: str, **overrides: object) -> Policy:
    """Build one of the shipped presets, with single options changed; raise InvalidPolicy."""
    if name not in PRESETS:
        raise InvalidPolicy("preset", f"{name!r} is unknown; known are {', '.join(PRESETS)}")
    return build_policy(PRESETS[name] | overrides)


def build_policy(options: Mapping[str, object]) -> Policy:
    """Build a policy from its options, each checked; raise InvalidPolicy naming the first that is wrong."""
    _check_names(options)
    policy = Policy(**{option: _check(option, value) for option, value in options.items()})  # type: ignore[arg-type]  # checked by table
    _check_mix(policy)
    return policy


def _check_names(options: Mapping[str, object]) -> None:
    known = {field.name for field in fields(Policy)}
    for option in options:
        if option not in known:
            raise InvalidPolicy(str(option), f"is unknown; known are {', '.join(sorted(known))}")
    for option in sorted(known - {"late_return_after"} - set(options)):
        raise InvalidPolicy(option, "is missing")


def _check(option: str, value: object) -> object:
    if option in CHOICES:
        return _choice(option, value)
    if option in NUMBERS:
        return _number(option, value)
    return _OTHERS[option](value)


def _choice(option: str, value: object) -> str:
    if not isinstance(value, str) or value not in CHOICES[option]:
        raise InvalidPolicy(option, f"{value!r} is unknown; known are {', '.join(CHOICES[option])}")
    return value


def _number(option: str, value: object) -> int | None:
    least, most, may_be_off = NUMBERS[option]
    if value is None and may_be_off:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InvalidPolicy(option, f"{value!r} is not a whole number from {least} to {most}")
    return value


def _classes(value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not value or not all(isinstance(name, str) and name for name in value):
        raise InvalidPolicy("classes", "needs a list of class names, highest first")
    if len(set(value)) != len(value):
        raise InvalidPolicy("classes", "names a class twice")
    return tuple(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidPolicy("completed_holds_place", f"{value!r} is neither true nor false")
    return value


def _time_bonus(value: object) -> TimeBonus | None:
    if value is None:
        return None
    if not isinstance(value, Mapping) or set(value) != {"per_hour", "cap"}:
        raise InvalidPolicy("time_bonus", "needs null, or per_hour and cap")
    try:
        # Through text, so that 0.1 is one tenth and not its nearest binary fraction.
        bonus = TimeBonus(Fraction(str(value["per_hour"])), Fraction(str(value["cap"])))
    except (ValueError, ZeroDivisionError) as error:
        raise InvalidPolicy("time_bonus", "per_hour and cap are numbers") from error
    if bonus.per_hour < 0 or bonus.cap < 0:
        raise InvalidPolicy("time_bonus", "per_hour and cap are not negative")
    return bonus


_OTHERS: dict[str, Callable[[object], object]] = {
    "classes": _classes,
    "completed_holds_place": _flag,
    "time_bonus": _time_bonus,
}


def _check_mix(policy: Policy) -> None:
    if policy.emergency == "off" and EMERGENCY in policy.classes:
        raise InvalidPolicy("emergency", "is off, so the classes may not list EMERGENCY")
