"""Leave and holidays as they stand, and whom another one would touch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from opd_web.services import _leave
from opd_web.services._proposals import PREFERENCES, Booked, Prefer, propose
from opd_web.services.refused import refuse
from opd_web.store import affected, days, leave, leave_outcome, without_place
from opd_web.store.leave_models import AbsenceRecord, AffectedSlot, AffectedToken, Done, Offer, Span
from opd_web.store.reading import reading

__all__ = ["PREFERENCES", "Prefer", "Preview", "Span", "done", "get", "listed", "preview"]


@dataclass(frozen=True)
class Preview:
    """What a leave would touch: the slots that go, whose places, and what else has room, by department."""

    sessions: int
    slots: tuple[AffectedSlot, ...]
    tokens: tuple[AffectedToken, ...]
    offers: Mapping[int, tuple[Offer, ...]]
    booked: Booked

    def propose(self, prefer: Prefer) -> dict[int, int]:
        """Give each token a slot where the preference finds one."""
        return propose(self.tokens, self.offers, self.booked, prefer)


def listed(*, now: datetime) -> tuple[AbsenceRecord, ...]:
    """List the leave and holidays that stand and are not over, and the past ones that left somebody without a place."""
    with reading() as session:
        today = days.date_at(session, now)
        found = leave.records(session, leave.since(today - leave.PAST))
        records = [leave.record(session, one, len(without_place.of(session, one[0]))) for one in found]
    return tuple(one for one in records if one.open_cases or (not one.taken_back and one.span.last_day >= today))


def get(absence_id: int) -> AbsenceRecord:
    """Give one leave or holiday. Raise Refused where there is none."""
    with reading() as session:
        found = leave.records(session, leave.one(absence_id))
        if not found:
            raise refuse("not_found", "absence", what="leave")
        return leave.record(session, found[0], len(without_place.of(session, found[0][0])))


def preview(span: Span, *, now: datetime) -> Preview:
    """Tell whom a leave would touch, without doing anything. Raise Refused where it cannot be."""
    with reading() as session:
        _leave.check(span, days.date_at(session, now))
        if leave.overlapping(session, span):
            raise _leave.taken_already()
        gone = leave.slots(session, span, now)
        ids = [row.id for row, _ in gone]
        touched = affected.tokens(session, gone)
        concerned = {token.department_id for token in touched}
        return Preview(
            len({row.clinic_session_id for row, _ in gone}),
            affected.slots(session, gone),
            touched,
            {one: affected.offers(session, one, now, ids) for one in concerned},
            affected.booked_days(session, (token.patient_id for token in touched), span.first_day),
        )


def done(absence_id: int) -> tuple[Done, ...]:
    """Tell what saving this leave did to each token that it touched."""
    with reading() as session:
        row = leave.find(session, absence_id)
        return tuple(leave_outcome.of(session, row)) if row else ()
