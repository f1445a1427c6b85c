"""Codes of the record in the words that an auditor reads: every kind of event, rule and look."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import format_date, format_decimal
from flask_babel import lazy_gettext as _l

from opd_web.engine.events import Kind, event_word
from opd_web.engine.explanation import STORY

KINDS = {
    "booked": _l("Booked"),
    "waitlisted": _l("Put on the waiting list"),
    "promoted": _l("Got a place from the waiting list"),
    "displaced": _l("Lost its place"),
    "arrived": _l("Arrived"),
    "called": _l("Called"),
    "recalled": _l("Called again"),
    "held": _l("Put on hold"),
    "returned": _l("Came back from hold"),
    "started": _l("Consultation began"),
    "completed": _l("Consultation ended"),
    "cancelled": _l("Cancelled"),
    "no_show": _l("Did not come"),
    "place_released": _l("Kept place given on"),
    "slot_added": _l("Slot added"),
    "slot_changed": _l("Slot changed"),
    "slot_cancelled": _l("Slot cancelled"),
    "slot_removed": _l("Slot removed"),
    "delayed": _l("Slot delayed"),
    "sent_back": _l("Back to the waiting list"),
    "transferred": _l("Moved to another slot"),
    "undone": _l("Taken back"),
    "rebooked": _l("Booked anew for another day"),
    "settled": _l("Needs no other place"),
    "noted": _l("Note written"),
    "identified": _l("Patient became known"),
    "escalated": _l("Became an emergency"),
    "session_opened": _l("Session opened"),
    "session_paused": _l("Session paused"),
    "session_closed": _l("Session closed"),
    "session_reopened": _l("Session opened again"),
}

RULES = {
    "has_room": _l("There was room"),
    "emergency_overflow": _l("Emergency beyond the capacity"),
    "emergency_preempt": _l("Emergency in the place of a lower token"),
    "preempt": _l("In the place of a lower token"),
    "full": _l("No place was free"),
    "no_slots": _l("No slot yet"),
    "promoted": _l("First on the waiting list"),
    "displace": _l("Lost its place, waits again"),
    "close_displaced": _l("Lost its place, closed"),
    "absent_when_called": _l("Absent when called"),
    "keep_place": _l("Back from hold, place kept"),
    "end_of_class": _l("Back from hold, behind its class"),
    "after_n": _l("Back from hold, some go first"),
    "kept_place": _l("Emergency, place kept"),
    "waits": _l("Emergency, waits first"),
    "place_kept": _l("Ended, place kept"),
    "place_given_on": _l("Place given on"),
    "waited": _l("It was waiting"),
    "place_kept_in_grace": _l("Place kept for a while"),
    "grace_ended": _l("Grace period over"),
    "never_arrived": _l("Never arrived"),
    "slot_cancelled": _l("Slot cancelled"),
    "session_closed": _l("Session closed"),
    "leave": _l("The doctor is away"),
    "placed": _l("Placed where it was moved to"),
    "slot": _l("Delay of one slot"),
    "doctor_day": _l("Delay of the doctor’s day"),
}
"""Rules that decide something."""

LOOKS = {
    "patient_search": _l("Search for a patient"),
    "patient": _l("Record of a patient"),
    "patient_history": _l("History of a patient"),
    "token_panel": _l("Panel of a token"),
    "slip": _l("Slip of a token"),
    "export": _l("Export"),
    "audit_patient_search": _l("Search for a patient in the audit"),
    "audit_patient": _l("Patient in the audit"),
    "audit_token": _l("Token in the audit"),
    "audit_export": _l("Export of the audit"),
}


SAID_AGAIN = {*Kind} - set(RULES)
"""Rules that say again what happened."""


def kind_choices() -> list[tuple[str, str]]:
    """Offer every kind of event."""
    return [(kind.value, kind_word(kind)) for kind in Kind]


def rule_choices() -> list[tuple[str, str]]:
    """Offer every rule that decides something."""
    told = {rule for kind, rule in STORY if kind != Kind.UNDONE} - SAID_AGAIN
    return [(rule, rule_word(rule)) for rule in [*RULES, *sorted(told - set(RULES))]]


def kind_word(kind: str) -> str:
    """Say what happened."""
    return str(KINDS.get(kind) or event_word(kind).capitalize())


def rule_word(rule: str) -> str:
    """Name the rule that decided, or nothing where the rule only says what happened."""
    return "" if rule in SAID_AGAIN else str(RULES.get(rule) or rule.replace("_", " ").capitalize())


def look_word(what: str) -> str:
    """Say through what somebody looked."""
    return str(LOOKS.get(what, what))


def count(number: int) -> str:
    """Write a number with its digits grouped as the user's language does."""
    return str(format_decimal(number))


def stamp(at: datetime, zone: str) -> str:
    """Give day and time to the second, for a record that is read long afterwards."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{format_date(local.date(), 'EEE d MMM y')}, {local:%H:%M:%S}"
