"""What a scanner reads where somebody is looked for: the number or the code of a slip, or a record number."""

from opd_web import clock, phones
from opd_web.services import accesses, finding
from opd_web.services.finding import Found
from opd_web.web import tracking
from opd_web.web.booking_form import BookingForm
from opd_web.web.forms import typed
from opd_web.web.identity import current_actor
from opd_web.web.language import gettext


def fill(form: BookingForm) -> bool:
    """Fill in whose slip or record number stands in place of a phone, and tell whether somebody was found.

    A scanner ends with Enter, which sends the form: whoever was found is shown, and nobody is booked by surprise.
    """
    text = typed(form.phone)
    if not _may_be_scanned(text):
        return False
    found = look_up(text)
    if not found.patients:
        form.show_nobody(_nobody(text))
        return False
    patient = found.patients[0]
    accesses.note("patient_search", patients=[patient.id], detail="scan", actor=current_actor(), now=clock.now())
    if not patient.phone:
        form.show_nobody(gettext("Nobody knows yet who this patient is. Press “Who is it?” at the token’s row first."))
        return False
    form.show_found(patient, found.today.get(patient.id, ()))
    return True


def look_up(text: str) -> Found:
    """Find whose slip or record number this is."""
    slip, actor, now = tracking.scanned(text), current_actor(), clock.now()
    if slip:
        return finding.of_token(slip.token_id, actor=actor, now=now)
    return finding.scanned(text, actor=actor, now=now)


def _may_be_scanned(text: str) -> bool:
    """Tell whether this is more than a phone number: one may be read out of `MRN-9840000001`, too."""
    return bool(text) and (phones.parse(text) is None or any(one.isalpha() for one in text))


def _nobody(text: str) -> str:
    """Say that nobody was found; what has no letter was meant to be a phone number."""
    if phones.parse(text) or not any(one.isalpha() for one in text):
        return ""
    return gettext("Nobody was found: no slip of today and no record number is like this. Enter the phone number.")
