"""Who is meant: what the booking form asks where a phone is known and the name is new, since families share phones."""

from opd_web.services import finding
from opd_web.web.booking_form import BookingForm
from opd_web.web.forms import typed


def must_be_asked(form: BookingForm) -> bool:
    """Tell whether the name may be that of somebody known, written otherwise; an emergency waits for no question."""
    _keep_answer(form)
    if form.number and typed(form.name) and not form.patient_id.data and not form.emergency.data:
        form.sharing = finding.others(form.number, typed(form.name))
        form.is_doubtful = bool(form.sharing)
    return form.is_doubtful


def _keep_answer(form: BookingForm) -> None:
    """Let the question stand beside its answer while the form is handed back; an answer about another phone is none."""
    if not form.patient_id.data:
        return
    sharing = finding.sharing(form.number) if form.number else ()
    if form.patient_id.data in {form.somebody_new, *(str(one.id) for one in sharing)}:
        form.sharing = sharing
    else:
        form.patient_id.data = ""
