"""What the user did last, in words, while it can still be undone."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from opd_web import clock
from opd_web.engine.events import Kind
from opd_web.services import day_undo, undo
from opd_web.store.read_models import DoneView
from opd_web.web.identity import current_actor
from opd_web.web.words import late, short_day

WORDS = {
    "booked": _l("%(number)s booked"),
    "waitlisted": _l("%(number)s put on the waiting list"),
    "arrived": _l("%(number)s arrived"),
    "called": _l("%(number)s called"),
    "recalled": _l("%(number)s called again"),
    "held": _l("%(number)s put on hold"),
    "returned": _l("%(number)s is back"),
    "started": _l("%(number)s went in"),
    "completed": _l("%(number)s completed"),
    "cancelled": _l("%(number)s cancelled"),
    "no_show": _l("%(number)s did not come"),
    "transferred": _l("%(number)s moved to %(doctor)s"),
    "rebooked": _l("%(number)s booked anew"),
    "settled": _l("%(number)s needs no other place"),
    "escalated": _l("%(number)s is an emergency now"),
    "identified": _l("%(number)s has a name now"),
    "noted": _l("Note on %(number)s"),
    "delayed": _l("Delay of %(doctor)s"),
    "session_paused": _l("%(doctor)s is on a break"),
    "session_opened": _l("%(doctor)s is back"),
    "session_closed": _l("Session of %(doctor)s ended"),
    "session_reopened": _l("Session of %(doctor)s opened again"),
}

BECAME = _l("%(number)s is %(became)s now")
BECAME_ON = _l("%(number)s is %(became)s on %(day)s")

TO_OTHERS = {
    "promoted": _l("%(numbers)s got a place."),
    "displaced": _l("%(numbers)s lost the place."),
    "undone_promoted": _l("%(numbers)s waits again."),
    "undone_displaced": _l("%(numbers)s has the place again."),
}
"""What it did to others, who must be told."""
LATE = _l("%(doctor)s: %(late)s")
ON_TIME = _l("%(doctor)s: on time again")

UNDONE = "undone"
TAKEN_BACK = _l("%(what)s: taken back")
CALL_ENDED_BREAK = _l("%(number)s called, and the break of %(doctor)s is over")


EARLIER = 4
"""How many things before the last one are offered to be taken back, too."""


class Done:
    """One thing that was done, and whether it can be undone; `earlier` ones can."""

    earlier: "tuple[Done, ...]" = ()

    def __init__(self, view: DoneView) -> None:
        """Say it."""
        self.token_id = view.token_id
        self.doctor_id = view.doctor_id
        self.position = view.position
        self.version = view.version
        self.text = _text(view)
        self.others = _others(view)
        self.number = view.number
        self.slip_of = view.became_id if view.kind == Kind.REBOOKED else None
        self.is_booking = view.kind in {"booked", "waitlisted"}
        self.can_undo = (undo if view.token_id else day_undo).can_undo(view)


def last(department_id: int) -> Done | None:
    """Give what the signed-in user did last in a department, for as long as an undo is taken."""
    views = undo.last_done(department_id, (*WORDS, UNDONE), actor=current_actor(), now=clock.now())
    if not views:
        return None
    done, *before = [Done(one) for one in views]
    # A call that ended a break stands in the way of taking back the break.
    on_call = {one.doctor_id for one in views if one.ended_break and one.is_latest}
    done.earlier = tuple(one for one in before if one.can_undo and (one.token_id or one.doctor_id not in on_call))[
        :EARLIER
    ]
    return done


def _text(view: DoneView) -> str:
    if view.kind == UNDONE:
        return str(TAKEN_BACK) % {"what": _said(WORDS[view.rule], view)}
    if view.kind == Kind.REBOOKED and view.became:
        return _became(view)
    if view.late is not None:
        return _said(LATE if view.late else ON_TIME, view)
    return _said(CALL_ENDED_BREAK if view.ended_break else WORDS[view.kind], view)


def _became(view: DoneView) -> str:
    """Say the new number; the same one may be somebody else's today where it is of another day."""
    facts = {"number": view.number, "became": view.became}
    return str(BECAME_ON) % {**facts, "day": short_day(view.became_on)} if view.became_on else str(BECAME) % facts


def _others(view: DoneView) -> list[str]:
    """Say what became of others, a sentence for each kind."""
    numbers: dict[str, list[str]] = {}
    for kind, number in view.others:
        numbers.setdefault(kind, []).append(number)
    return [str(words) % {"numbers": ", ".join(numbers[kind])} for kind, words in TO_OTHERS.items() if kind in numbers]


def _said(words: LazyString, view: DoneView) -> str:
    facts = {"number": view.number or view.doctor_name, "doctor": view.doctor_name, "late": late(view.late or 0)}
    return str(words) % facts
