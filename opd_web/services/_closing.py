"""Slots are shut, and their tokens go back to their pools, or are displaced where none is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from opd_web.engine.events import Kind
from opd_web.engine.model import PLACED, SlotStatus, TokenStatus
from opd_web.store import clinic, days, patients, places, pools, tokens
from opd_web.store.rows import DepartmentDayRow, SlotRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Person:
    """Whom somebody has to tell what became of the token."""

    token_id: int
    number: str
    name: str
    phone: str


@dataclass(frozen=True)
class Placed:
    """Who of those who were left got a place with somebody else at once, and has to be told where to go."""

    person: Person
    doctor: str
    room: str
    at: datetime


@dataclass(frozen=True)
class Left:
    """What became of those who were left, in the order of the line: who waits again, lost the place, got another."""

    still_wait: tuple[Person, ...] = ()
    lost: tuple[Person, ...] = ()
    placed: tuple[Placed, ...] = ()

    @property
    def waiting(self) -> tuple[str, ...]:
        """Give the numbers of those who wait again."""
        return tuple(one.number for one in self.still_wait)

    @property
    def displaced(self) -> tuple[str, ...]:
        """Give the numbers of those who lost their place."""
        return tuple(one.number for one in self.lost)

    @property
    def token_ids(self) -> tuple[int, ...]:
        """Name everybody's token."""
        return tuple(one.token_id for one in (*self.still_wait, *self.lost, *(placed.person for placed in self.placed)))


def empty(
    work: UnitOfWork,
    day: DepartmentDayRow,
    rows: Sequence[SlotRow],
    status: SlotStatus,
    kind: Kind,
    rule: str,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
) -> Left:
    """Shut these slots first, so that nobody goes back into one of them, and then send their tokens on."""
    shut(work, rows, status, kind, rule, facts)
    return send_on(work, day, rows, rule, reason)


def shut(
    work: UnitOfWork,
    rows: Sequence[SlotRow],
    status: SlotStatus,
    kind: Kind,
    rule: str,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Let these slots take nobody any more; their tokens stay for the moment."""
    for row in rows:
        row.status = status
        work.record(kind, rule=rule, slot=row, facts=facts)


def send_on(work: UnitOfWork, day: DepartmentDayRow, rows: Sequence[SlotRow], rule: str, reason: str = "") -> Left:
    """Send the tokens of slots that were shut back to their pools, or displace them where no slot stands for one.

    The reason is noted at each of them.
    """
    policy = days.policy_of(day)
    keys = {str(key): key for key in (pools.key_of_slot(policy, row) for row in rows)}
    still_open = {text: key for text, key in keys.items() if pools.slots(work, day.id, key)}
    moved = tokens.to_send_on(work, day, [row.id for row in rows], [text for text in keys if text not in still_open])
    for token in moved:
        tokens.add_note(work, token, rule, reason)
        _send_on(work, token, rule, has_pool=token.pool in still_open)
    for key in still_open.values():
        places.refill(work, day.id, key, policy)
    work.session.flush()
    return _left(work, day, moved)


def _send_on(work: UnitOfWork, token: TokenRow, rule: str, *, has_pool: bool) -> None:
    before = TokenStatus(token.status)
    slot = tokens.slot_of(work, token) if before in PLACED else None
    if slot:
        places.free(token, slot)
    places.leave(token)
    tokens.leave_hold(token, before)
    token.status = TokenStatus.WAITING if has_pool else TokenStatus.DISPLACED
    token.closed_at = None if has_pool else work.now
    kind = Kind.SENT_BACK if has_pool else Kind.DISPLACED
    work.record(kind, rule=rule, token=token, slot=slot, before=before)


def _left(work: UnitOfWork, day: DepartmentDayRow, moved: Sequence[TokenRow]) -> Left:
    def people(status: TokenStatus) -> tuple[Person, ...]:
        return tuple(_person(work, day, token) for token in moved if token.status == status)

    placed = [_placed(work, day, token) for token in moved if token.status in PLACED]
    return Left(people(TokenStatus.WAITING), people(TokenStatus.DISPLACED), tuple(one for one in placed if one))


def _placed(work: UnitOfWork, day: DepartmentDayRow, token: TokenRow) -> Placed | None:
    slot = tokens.slot_of(work, token)
    doctor = clinic.find_doctor(work, slot.doctor_id) if slot else None
    if slot is None or doctor is None:
        return None
    return Placed(_person(work, day, token), doctor.name, doctor.room, slot.starts_at)


def _person(work: UnitOfWork, day: DepartmentDayRow, token: TokenRow) -> Person:
    patient = patients.find(work, token.patient_id)
    name, phone = (patient.name, patient.phone) if patient else ("", "")
    return Person(token.id, tokens.number_text(day, token.number), name, phone)
