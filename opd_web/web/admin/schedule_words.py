"""What became of slots, in a few sentences."""

from zoneinfo import ZoneInfo

from flask_babel import format_date

from opd_web.services import facility
from opd_web.services.closing import Left
from opd_web.services.schedule import AHEAD, Made
from opd_web.store.admin_models import UsedSlot
from opd_web.web.language import gettext, ngettext

NAMED = 5


def made_words(made: Made) -> str:
    """Say what was made, left out, taken away, and what stays since patients are booked there."""
    return " ".join(filter(None, (_made(made), _left_out(made), _taken_away(made), _kept(made))))


def left_words(left: Left) -> str:
    """Say who waits again and who lost the place."""
    sentences = [gettext("The slot was cancelled.")]
    if left.waiting:
        sentences.append(gettext("Back on the waiting list: %(numbers)s.", numbers=", ".join(left.waiting)))
    if left.displaced:
        text = gettext(
            "Lost the place, offer another slot at the desk: %(numbers)s.", numbers=", ".join(left.displaced)
        )
        sentences.append(text)
    return " ".join(sentences)


def _made(made: Made) -> str:
    if not made.made:
        return gettext("Saved. No new slot was made.")
    text = ngettext("Saved. %(num)d slot was made", "Saved. %(num)d slots were made", made.made)
    ahead = ngettext("for the next day.", "for the next %(num)d days.", AHEAD)
    return f"{text} {ahead}"


def _left_out(made: Made) -> str:
    if not made.left_out:
        return ""
    return ngettext(
        "%(num)d was left out: the doctor already has a slot then.",
        "%(num)d were left out: the doctor already has slots then.",
        made.left_out,
    )


def _taken_away(made: Made) -> str:
    if not made.taken_away:
        return ""
    return ngettext(
        "%(num)d slot without patients was taken away.",
        "%(num)d slots without patients were taken away.",
        made.taken_away,
    )


def _kept(made: Made) -> str:
    if not made.kept:
        return ""
    named = ", ".join(_used(slot) for slot in made.kept[:NAMED])
    more = len(made.kept) - NAMED
    if more > 0:
        named += gettext(" and %(count)d more", count=more)
    return gettext("Patients are booked in these slots, so they stay as they were: %(slots)s.", slots=named)


def _used(slot: UsedSlot) -> str:
    known = facility.read()
    local = slot.starts_at.astimezone(ZoneInfo(known.timezone if known else "UTC"))
    return f"{format_date(local.date(), 'E d MMM')} {local:%H:%M}"
