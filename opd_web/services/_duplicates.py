"""Two live tokens of one patient, where the policy allows only one."""

from opd_web.engine.policy import Policy
from opd_web.services.refused import refuse
from opd_web.store import tokens
from opd_web.store.pools import PoolKey
from opd_web.store.rows import DepartmentDayRow, SlotRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork


def check(
    work: UnitOfWork,
    day: DepartmentDayRow,
    policy: Policy,
    patient_id: int,
    place: tuple[SlotRow | None, PoolKey],
    *,
    beside: TokenRow | None = None,
) -> None:
    """Refuse a place, or a wait in its pool where no slot is given, beside another live token of the patient.

    `beside` is the patient's token that is moved or comes back, and is no duplicate of itself.
    """
    if policy.duplicate_bookings == "allow":
        return
    narrowed = None if policy.duplicate_bookings == "same_day" else place
    other = tokens.live_duplicate(work, day, patient_id, narrowed, beside.id if beside else None)
    if other:
        number = tokens.number_text(day, other.number)
        raise refuse("duplicate_booking", "phone", number=number, token_id=other.id)
