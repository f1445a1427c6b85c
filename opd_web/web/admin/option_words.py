"""Every option of a policy in the words that an administrator reads."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from opd_web.web.language import gettext


class OptionWords(NamedTuple):
    """A short name, what it decides, and each choice in words; numbers have no choices."""

    title: str
    text: str
    choices: Mapping[str, str] = {}


OPTIONS: dict[str, OptionWords] = {
    "classes": OptionWords(
        _l("Classes, highest first"),
        _l("One a line. A higher class goes before a lower one, always. Any other class is refused at the desk."),
    ),
    "routing": OptionWords(
        _l("What a request names"),
        _l("Decides whether the nurse books a slot, a time, or only the department."),
        {
            "slot": _l("A doctor’s slot, and waits for that slot"),
            "least_loaded": _l("A time: the doctor with the fewest patients then gets the next one"),
            "earliest": _l("Nothing but the department: the earliest free place of the day is given"),
        },
    ),
    "when_full": OptionWords(
        _l("When everything is full"),
        _l("What happens to a request that is no emergency and finds no free place."),
        {
            "wait": _l("It waits for the next free place"),
            "preempt_or_wait": _l("It takes the place of a lower class if there is one, else it waits"),
            "preempt_or_reject": _l("It takes the place of a lower class if there is one, else it is refused"),
        },
    ),
    "emergency": OptionWords(
        _l("An emergency when everything is full"),
        _l("Whether others lose their place to an emergency."),
        {
            "overflow": _l("Is added beyond the capacity; nobody loses a place"),
            "preempt_lower": _l("Takes the place of the lowest patient who is no emergency"),
            "preempt_always": _l("Takes the place of the lowest patient, even of an earlier emergency"),
            "off": _l("There are no emergencies in this department"),
        },
    ),
    "overflow_limit": OptionWords(
        _l("Emergencies beyond the capacity of a slot"),
        _l("At most so many are added to one slot; after that they take the lowest place. Empty: no limit."),
    ),
    "displaced": OptionWords(
        _l("Whoever loses the place"),
        _l("What becomes of a patient whose place went to a higher one."),
        {
            "waiting": _l("Waits for the next free place, with the old turn"),
            "terminal": _l("Is closed, and has to book anew"),
        },
    ),
    "completed_holds_place": OptionWords(
        _l("A finished visit still fills its place"),
        _l("Ticked, a slot takes its capacity once. Not ticked, each finished visit makes room for another patient."),
    ),
    "duplicate_bookings": OptionWords(
        _l("The same patient twice"),
        _l("How many open tokens one patient may have."),
        {
            "allow": _l("As many as are booked"),
            "same_slot": _l("One for each slot"),
            "same_day": _l("One for each day in this department"),
        },
    ),
    "queue_order": OptionWords(
        _l("Order in front of the door"),
        _l("Who of one slot goes in first."),
        {
            "priority": _l("By class, then by turn"),
            "assignment": _l("In the order in which the places were given"),
        },
    ),
    "tie_break": OptionWords(
        _l("Between two of one class"),
        _l("Who is first of two patients of the same class."),
        {
            "sequence": _l("Whoever came to the desk first"),
            "booked_at": _l("Whoever asked for the token first, also online"),
        },
    ),
    "emergency_order": OptionWords(
        _l("Between two emergencies"),
        _l("Who is first of two emergencies."),
        {"fifo": _l("The earlier one"), "newest_first": _l("The newer one")},
    ),
    "max_overtakes": OptionWords(
        _l("How often a patient may be passed"),
        _l("After so many later patients were called first, this one is next, but for emergencies. Empty: no limit."),
    ),
    "late_return": OptionWords(
        _l("Coming back from hold"),
        _l("Where a patient stands who was called, was not there, and comes back."),
        {
            "keep_place": _l("In the old place"),
            "end_of_class": _l("Behind those of the same class who are here"),
            "after_n": _l("After the next few patients"),
        },
    ),
    "late_return_after": OptionWords(
        _l("How many go in first then"),
        _l("Counts only where somebody comes back “after the next few patients”."),
    ),
    "time_bonus": OptionWords(
        _l("Bonus for waiting"),
        _l("Only shown: a patient’s score gets better while they wait. It never carries anybody past a higher class."),
    ),
    "delay_scope": OptionWords(
        _l("When a doctor is late"),
        _l("Which expected times move."),
        {
            "slot": _l("Only those of that slot"),
            "doctor_day": _l("Those of that slot and of all later ones of the day"),
        },
    ),
    "consult_minutes": OptionWords(
        _l("Minutes for a visit"), _l("Expected times are computed with it: on slips, the desk and tracking pages.")
    ),
    "follow_up_days": OptionWords(
        _l("Days for a follow-up"),
        _l("Whoever was seen here within so many days is proposed as a follow-up. 0: nobody is."),
    ),
    "max_calls": OptionWords(
        _l("Calls before a no-show"), _l("A patient who was called must be called so often before “did not come”.")
    ),
    "no_show_grace_minutes": OptionWords(
        _l("Minutes that a no-show’s place is kept"), _l("After that somebody else gets it. 0: at once.")
    ),
    "no_show_after_minutes": OptionWords(
        _l("Minutes until absence is a no-show by itself"),
        _l("Counted from the expected time, for patients who never arrived. Empty: never by itself."),
    ),
}

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (_l("Who there is"), ("classes", "duplicate_bookings", "follow_up_days")),
    (
        _l("Who gets a place"),
        ("routing", "when_full", "emergency", "overflow_limit", "displaced", "completed_holds_place"),
    ),
    (
        _l("Who goes first"),
        (
            "queue_order", "tie_break", "emergency_order", "max_overtakes",
            "late_return", "late_return_after", "bonus_per_hour", "bonus_cap",
        ),
    ),
    (
        _l("Times, delays and absence"),
        ("consult_minutes", "delay_scope", "max_calls", "no_show_grace_minutes", "no_show_after_minutes"),
    ),
)  # fmt: skip
"""The parts of the page, each with the fields of the form in their order."""


class Difference(NamedTuple):
    """One option that is not as it was."""

    title: str
    before: str
    after: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Name the options that differ, in words."""
    return [
        Difference(str(words.title), value_word(option, before.get(option)), value_word(option, after.get(option)))
        for option, words in OPTIONS.items()
        if value_word(option, before.get(option)) != value_word(option, after.get(option))
    ]


def value_word(option: str, value: Any) -> str:
    """Give one option's value in words."""
    if option == "completed_holds_place":
        return gettext("yes") if value else gettext("no")
    if option == "classes":
        return ", ".join(value)
    if option == "late_return_after":
        return str(3 if value is None else value)
    if option == "time_bonus" and value:
        per_hour, cap = (decimal_text(value[name]) for name in ("per_hour", "cap"))
        return gettext("%(per_hour)s an hour, at most %(cap)s", per_hour=per_hour, cap=cap)
    if value is None:
        return gettext("off")
    return str(OPTIONS[option].choices.get(value, value))


def decimal_text(value: object) -> str:
    """Write a fraction such as 1/10 as people do."""
    over, _, under = str(value).partition("/")
    return f"{float(over) / float(under or 1):g}"


def number_limits(least: int, most: int) -> str:
    """Say which numbers an option takes."""
    limits: str = _l("Enter a whole number from %(least)d to %(most)d.", least=least, most=most)
    return limits
