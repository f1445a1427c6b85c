"""Which hours make slots."""

from opd_web.engine.phrases import Phrase, say
from opd_web.engine.schedule import Hours

SHORTEST, LONGEST, LARGEST = 5, 720, 500

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def problem(hours: Hours) -> tuple[str, Phrase] | None:
    """Name the field that is wrong, and what to do; None where the hours make whole slots."""
    if not SHORTEST <= hours.slot_minutes <= LONGEST:
        return "slot_minutes", say("A slot has from {least} to {most} minutes.", least=SHORTEST, most=LONGEST)
    if not 1 <= hours.capacity <= LARGEST:
        return "capacity", say("A slot takes from 1 to {most} patients.", most=LARGEST)
    if hours.minutes <= 0:
        return "ends", say("The end is after the start.")
    if hours.minutes % hours.slot_minutes:
        left = hours.minutes % hours.slot_minutes
        return "ends", say(
            "{slots} slots of {minutes} minutes leave {left} minutes over. Change the end, or the length of a slot.",
            slots=hours.slots, minutes=hours.slot_minutes, left=left,
        )  # fmt: skip
    return None
