"""Slips: what is on one, and that one was printed."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from opd_web.engine.roles import Actor
from opd_web.services import _scope
from opd_web.services.refused import refuse
from opd_web.store import days, outlooks, slips, token_lists
from opd_web.store.read_models import TokenView
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import unit_of_work


@dataclass(frozen=True)
class Slip:
    """A token with its service day, and how often its slip was printed, this print included.

    `expected` is the range (UTC) that the patient's own page tells at the same moment; None where it tells none.
    """

    token: TokenView
    service_day: date
    prints: int
    expected: tuple[datetime, datetime] | None


def get(token_id: int, *, actor: Actor, now: datetime) -> Slip:
    """Give the slip as it would be printed now. Raise Refused."""
    with reading() as session:
        return _slip(session, token_id, actor, now)


def print_one(token_id: int, *, actor: Actor, now: datetime) -> Slip:
    """Count one print, and give what goes on paper; the second and every further one is a copy. Raise Refused."""
    with unit_of_work(actor, now) as work:
        # Behind the lock of its day: of two who print at once, one gets a copy.
        if days.lock_of_token(work, token_id) is None:
            raise refuse("not_found", "token", what="token")
        _slip(work.session, token_id, actor, now)
        slips.add_print(work, token_id)
        return _slip(work.session, token_id, actor, now)


def _slip(session: Session, token_id: int, actor: Actor, now: datetime) -> Slip:
    found = token_lists.one(session, token_id, now)
    if found is None:
        raise refuse("not_found", "token", what="token")
    _scope.check_queue(actor, found.department_id, found.doctor_id)
    told = outlooks.of_token(session, token_id, now)
    return Slip(
        found, slips.service_day(session, token_id), slips.prints(session, token_id), told.expected if told else None
    )
