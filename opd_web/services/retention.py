"""Retention: after so many days without a token a person is erased; what was counted stays."""

from dataclasses import dataclass
from datetime import date, datetime

from opd_web.engine.phrases import say
from opd_web.engine.roles import Actor
from opd_web.services import _erasing
from opd_web.services.refused import refuse
from opd_web.store import changes, patients, retention
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import unit_of_work

LEAST, MOST = 30, 36500
AT_ONCE = 500
"""How many are erased in one run; the next run goes on."""


@dataclass(frozen=True)
class Preview:
    """What a setting would do today: how many are erased, and from which day on a token keeps a person."""

    days: int | None
    persons: int
    first_kept: date | None


def days() -> int | None:
    """Give after how many days without a token a person is erased; None where nobody is."""
    with reading() as session:
        return retention.kept_days(session)


def preview(wanted: int | None, *, now: datetime) -> Preview:
    """Tell what a setting would do, without doing it. Raise Refused."""
    _check(wanted)
    with reading() as session:
        if wanted is None:
            return Preview(None, 0, None)
        first = retention.last_kept(session, wanted, now)
        return Preview(wanted, retention.count_due(session, first), first)


def change(wanted: int | None, *, actor: Actor, now: datetime) -> None:
    """Set after how many days persons are erased; None erases nobody. Raise Refused."""
    _check(wanted)
    with unit_of_work(actor, now) as work:
        before = retention.kept_days(work.session)
        if not retention.set_days(work, wanted):
            raise refuse("not_found", "facility", what="hospital")
        if wanted != before:
            changes.note(work, "retention", before=before, days=wanted)


def erase_due(*, actor: Actor, now: datetime) -> int:
    """Erase whoever is due, each in a transaction of its own; give how many."""
    with reading() as session:
        kept = retention.kept_days(session)
        if kept is None:
            return 0
        first = retention.last_kept(session, kept, now)
        found = retention.due(session, first, AT_ONCE)
    return sum(_erase(patient_id, first, actor, now) for patient_id in found)


def _erase(patient_id: int, first_kept: date, actor: Actor, now: datetime) -> bool:
    """Look once more behind the lock: somebody may have come back."""
    with unit_of_work(actor, now) as work:
        row = patients.lock(work, patient_id)
        if row is None or not retention.is_due(work.session, patient_id, first_kept):
            return False
        _erasing.erase(work, row)
        return True


def _check(wanted: int | None) -> None:
    if wanted is not None and not LEAST <= wanted <= MOST:
        problem = say("Enter a whole number of days from {least} to {most}.", least=LEAST, most=MOST)
        raise refuse("invalid", "days", problem=problem)
