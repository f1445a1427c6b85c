"""Why something was not done: a reason, its stable code, the field it is about, the one sentence people read."""

import dataclasses
from dataclasses import dataclass

from opd_web.engine.phrases import Phrase

SENTENCES = {
    "unknown_class": "This department does not use the class {class}. Choose one of: {classes}.",
    "unknown_slot": "This slot does not exist. Choose another one.",
    "unknown_department": "This department does not exist. Choose another one.",
    "unknown_patient": "No patient has the phone number {phone}. Enter the name to register a new patient.",
    "several_patients": "{count} patients share the phone number {phone}. Choose one, or enter a new name.",
    "full": "This slot is full. Nothing was booked. Choose another one.",
    "no_slots": "There is no open slot here. Nothing was booked. Choose another day, doctor or department.",
    "slot_in_past": "This slot is over. Choose a later one.",
    "slot_closed": "This slot is no longer open. Choose another one.",
    "slot_ended": "This slot is cancelled or closed, so it cannot be changed. Add another one.",
    "no_slot_ahead": "No slot of this doctor is still to come today, so nothing can be late. Ask for another slot.",
    "slot_has_tokens": "Tokens were given in this slot, so its start stays. Delay it, or cancel it and add another.",
    "slot_other_doctor": "A slot stays with its doctor. Cancel it and add another one.",
    "slot_other_day": "A slot stays on its day. Cancel it and add another one.",
    "slot_overlap": "The doctor already has a slot in this time.",
    "slot_required": "Choose a slot: this department books into the slot that you name.",
    "window_required": "Choose a time: this department books into a time, not a doctor.",
    "illegal_transition": "{number} is {status}. It cannot be {action}.",
    "stale_version": "{who} changed {number} {ago} ({what}). Look at it again.",
    "changed_meanwhile": "This was changed since you read it. Read it again.",
    "duplicate_booking": "This patient already has {number} here. Nothing was booked.",
    "identified_has_token": (
        "This person already has {number} here. Make {number} an emergency from its row, then cancel {own}."
    ),
    "idempotency_mismatch": "This form was already sent with other content. Open a new form.",
    "key_reused": "This Idempotency-Key was already sent with another request. Send a new one.",
    "already_calling": "{number} is called and has not come in yet. Start it, hold it or call it again first.",
    "queue_empty": "Nobody who is present waits for this doctor.",
    "emergency_already": "{number} is an emergency already. Nothing was changed.",
    "too_few_calls": "{number} was called {calls} of {max_calls} times. Call it again before marking it a no-show.",
    "not_its_day": "{number} is for another day. It can only be called on {day}.",
    "nothing_to_undo": "There is nothing to undo on {number}: the last thing that happened to it cannot be taken back.",
    "undo_too_late": "{number} was changed more than {seconds} seconds ago. It cannot be undone any more.",
    "built_on": "{other} was made of {number}, and something happened to it since. It cannot be undone.",
    "day_built_on": "Something happened to the day of {doctor} since. It cannot be undone.",
    "place_gone": "The place of {number} was given to somebody else. It cannot be undone.",
    "other_day": "{number} can only be transferred to a slot of its own department and day. Cancel it and book anew.",
    "same_day": "{number} can be moved to this slot as it is: it is on the same day.",
    "rebooked_already": "{number} was booked anew already.",
    "not_displaced": "{number} did not lose its place.",
    "settled_already": "{number} was marked already as needing no other place.",
    "same_slot": "{number} is in this slot already.",
    "session_closed": "The clinic session of this doctor is closed. Open it again first.",
    "session_not_closed": "The clinic session of this doctor is open already. Nothing was changed.",
    "nothing_to_reopen": (
        "No slot of this session is still to come today, so it cannot be opened again. "
        "A slot that an administrator adds to the day opens it."
    ),
    "doctor_retired": "{doctor} is out of use. Take the doctor back into use first.",
    "person_has_tokens": "This person still has a place: {numbers}. Complete or cancel it first.",
    "forbidden": "You may not do this. Ask an administrator.",
    "unauthorized": "The user name or the password is wrong.",
    "key_needed": "Send your API key as `Authorization: Bearer KEY`.",
    "key_refused": "This API key is unknown, expired or revoked. Ask an administrator for another one.",
    "not_found": "There is no such {what}.",
    "invalid": "{problem}",
    "rate_limited": "Too many wrong passwords. Wait {minutes} minutes, or ask an administrator.",
    "other_user": "Another user opened this page, and is no longer signed in here. Nothing was changed.",
    "not_enrolled": (
        "This PC is not enrolled. An administrator enrols it, signed in here, under Administration, Desk PCs."
    ),
    "busy": "The system is busy. Nothing was changed. Try again in a moment.",
}


CODES = {
    "changed_meanwhile": "stale_version",
    "key_needed": "unauthorized",
    "key_refused": "unauthorized",
    "key_reused": "idempotency_mismatch",
    "no_slots": "full",
    "no_slot_ahead": "illegal_transition",
    "slot_closed": "full",
    "slot_ended": "illegal_transition",
    "slot_has_tokens": "invalid",
    "slot_other_doctor": "invalid",
    "slot_other_day": "invalid",
    "unknown_department": "not_found",
    "unknown_patient": "not_found",
    "several_patients": "invalid",
    "slot_required": "invalid",
    "window_required": "invalid",
    "emergency_already": "illegal_transition",
    "identified_has_token": "duplicate_booking",
    "too_few_calls": "illegal_transition",
    "not_its_day": "illegal_transition",
    "nothing_to_undo": "illegal_transition",
    "undo_too_late": "illegal_transition",
    "built_on": "illegal_transition",
    "day_built_on": "illegal_transition",
    "place_gone": "illegal_transition",
    "other_day": "unknown_slot",
    "same_slot": "invalid",
    "same_day": "invalid",
    "rebooked_already": "illegal_transition",
    "not_displaced": "illegal_transition",
    "settled_already": "illegal_transition",
    "session_closed": "illegal_transition",
    "session_not_closed": "illegal_transition",
    "nothing_to_reopen": "illegal_transition",
    "doctor_retired": "invalid",
    "person_has_tokens": "illegal_transition",
    "other_user": "stale_version",
    "not_enrolled": "forbidden",
}
"""Reasons whose stable code for programs is another word than their own."""


@dataclass(frozen=True)
class Refusal:
    """A value, never an exception: what the engine answers when it will not do something.

    `reason` chooses the sentence, `field` names what it is about, `facts` fill the sentence in.
    """

    reason: str
    field: str | None = None
    facts: dict[str, object] = dataclasses.field(default_factory=dict)

    @property
    def code(self) -> str:
        """Give the stable code that programs rely on."""
        return CODES.get(self.reason, self.reason)

    @property
    def sentence(self) -> Phrase:
        """Give the sentence: it says what is wrong and what to do."""
        return Phrase(SENTENCES[self.reason], self.facts)
