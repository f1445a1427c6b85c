"""Where a user may act: in the departments they work in, and a doctor on their own queue only."""

from opd_web.engine.roles import Actor, Role
from opd_web.services.refused import refuse


def check_department(actor: Actor, department_id: int) -> None:
    """Refuse what is asked for a department that the user does not work in."""
    if not actor.may_in(department_id):
        raise refuse("forbidden")


def check_everywhere(actor: Actor) -> None:
    """Refuse what concerns the whole hospital to someone who works in some departments only."""
    if actor.departments is not None:
        raise refuse("forbidden")


def check_queue(actor: Actor, department_id: int, doctor_id: int | None) -> None:
    """Refuse what is asked of a queue that is not the user's, to read or to change: None is nobody's queue yet."""
    check_department(actor, department_id)
    check_doctor(actor, doctor_id)


def check_doctor(actor: Actor, doctor_id: int | None) -> None:
    """Refuse a doctor what is another doctor's, and what is not yet any doctor's."""
    if actor.doctor is not None and actor.doctor != doctor_id:
        raise refuse("forbidden")
    if names_no_queue(actor, doctor_id):
        raise refuse("forbidden")


def names_no_queue(actor: Actor, doctor_id: int | None) -> bool:
    """Tell whether a program of role doctor that is no doctor's asks without naming one.

    Such a key works in one doctor's queue at a time, the one that the call names; all queues at once are the desk's.
    """
    return actor.role == Role.DOCTOR and actor.doctor is None and doctor_id is None
