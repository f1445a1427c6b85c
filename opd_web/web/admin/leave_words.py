"""Leave in words: who and when, what a slot is offered as, and what was done."""

from datetime import date, time

from flask_babel import format_date

from opd_web.services.absences import Made, Outcome
from opd_web.store.leave_models import AbsenceRecord, Offer
from opd_web.store.read_models import TokenView
from opd_web.web.language import gettext, ngettext
from opd_web.web.words import clock_time, day_in


def leave_who(absence: AbsenceRecord) -> str:
    """Say who is away."""
    if absence.doctor:
        return absence.doctor
    if absence.department:
        return gettext("Department %(name)s", name=absence.department)
    return gettext("The whole hospital")


def leave_when(first: date, last: date, starts: time | None, ends: time | None) -> str:
    """Say when, in as few words as do."""
    days = str(format_date(first, "EEE d MMM y"))
    if last != first:
        days = gettext("%(first)s to %(last)s", first=days, last=format_date(last, "EEE d MMM y"))
    if starts and ends:
        return gettext(
            "%(days)s, from %(starts)s to %(ends)s", days=days, starts=f"{starts:%H:%M}", ends=f"{ends:%H:%M}"
        )
    return days


def offer_label(offer: Offer, zone: str) -> str:
    """Name a slot that has room: its day, its doctor, its time."""
    return gettext(
        "%(day)s %(time)s, %(doctor)s, %(free)d free",
        day=format_date(offer.day, "EEE d MMM"),
        time=clock_time(offer.slot.starts_at, zone),
        doctor=offer.slot.doctor_name,
        free=offer.slot.free,
    )


def put_words(outcome: Outcome) -> str:
    """Say what saving did."""
    if outcome.repeated:
        return gettext("This was saved before. Nothing was done twice.")
    return ngettext("Saved. %(num)d slot was cancelled.", "Saved. %(num)d slots were cancelled.", outcome.slots)


def taken_back_words(made: Made) -> str:
    """Say what taking it back did."""
    return ngettext(
        "Taken back. %(num)d slot was made anew. Patients who were moved stay where they are.",
        "Taken back. %(num)d slots were made anew. Patients who were moved stay where they are.",
        made.made,
    )


def rebooked_words(new: TokenView, zone: str) -> str:
    """Say which number a patient has now, and when."""
    at = new.slot_starts_at
    if at is None:
        return gettext("The patient has %(number)s now.", number=new.number)
    day = format_date(day_in(at, zone), "EEE d MMM")
    return gettext(
        "The patient has %(number)s now: %(doctor)s, %(day)s %(time)s.",
        number=new.number,
        doctor=new.doctor_name,
        day=day,
        time=clock_time(at, zone),
    )
