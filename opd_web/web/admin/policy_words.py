"""Policies in the words that an administrator reads: every preset, option and choice."""

from typing import NamedTuple

from flask_babel import lazy_gettext as _l


class Words(NamedTuple):
    """A short name, and what it means in one or two sentences."""

    title: str
    text: str


PRESETS = {
    "fair": Words(
        _l("Fair"),
        _l(
            "The department names a time, and the doctor with the fewest patients gets the next. Emergencies are added "
            "on top, at most two in a slot; nobody is passed by more than three later patients."
        ),
    ),
    "elastic": Words(
        _l("Elastic"),
        _l(
            "Patients are booked into a doctor's slot. Emergencies are added beyond its capacity, and nobody loses a "
            "place; a delay moves the rest of the doctor's day."
        ),
    ),
    "balanced": Words(
        _l("Balanced"),
        _l(
            "The department names a time, and the doctor with the fewest patients gets the next. An emergency takes "
            "the place of the lowest class, who waits for the next free place."
        ),
    ),
    "preemptive": Words(
        _l("Pre-emptive"),
        _l("In a full slot a higher class takes the place of the lowest one, who waits for the next free place."),
    ),
    "chronological": Words(
        _l("Chronological"),
        _l("Everybody gets the earliest free place of the day, in the order of coming. No emergency class."),
    ),
    "strict": Words(
        _l("Strict"),
        _l("A full slot refuses whoever does not outrank somebody in it; who loses a place is closed and books anew."),
    ),
}
