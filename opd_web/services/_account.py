"""What every account needs, whoever makes or changes it."""

from collections.abc import Collection, Iterable

from opd_web.engine.phrases import say
from opd_web.engine.roles import Role
from opd_web.services import _password
from opd_web.services.refused import refuse
from opd_web.store import accounts
from opd_web.store.people_rows import AccountRow
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import UnitOfWork


def check(username: str, name: str, role: Role, doctor_id: int | None, department_ids: Collection[int] = ()) -> None:
    """Refuse an account without user name or name, and one whose doctor or departments do not fit its role."""
    if not username.strip():
        raise refuse("invalid", "username", problem="A user name is needed.")
    if not name.strip():
        raise refuse("invalid", "name", problem="A name is needed: colleagues see it at what the user does.")
    if (role == Role.DOCTOR) != (doctor_id is not None):
        raise refuse("invalid", "doctor", problem="A doctor's account names its doctor, and no other account does.")
    if role == Role.ADMINISTRATOR and department_ids:
        # The set-up is one: whoever changes a department's policy could as well widen their own account.
        problem = say("An administrator is one of the whole hospital. Leave the departments out.")
        raise refuse("invalid", "departments", problem=problem)


def hashed(password: str, *names: str) -> str:
    """Check a password, for which the names of user and hospital are no good, and give its hash. Raise Refused.

    Before the transaction: it takes time on purpose, and nobody else must wait for it.
    """
    with reading() as session:
        hospital = accounts.hospital(session)
    _password.check(password, hospital, *names)
    return _password.hashed(password)


def make(
    work: UnitOfWork,
    username: str,
    name: str,
    password_hash: str,
    role: Role,
    department_ids: Iterable[int] = (),
    doctor_id: int | None = None,
) -> AccountRow:
    """Make an account. Raise Refused where the user name is taken or there is no such doctor."""
    if accounts.by_username(work.session, username):
        problem = say("The user name {name} is taken. Choose another one.", name=username)
        raise refuse("invalid", "username", problem=problem)
    check_doctor(work, doctor_id)
    return accounts.add(work, username, name, password_hash, role, department_ids, doctor_id)


def check_doctor(work: UnitOfWork, doctor_id: int | None) -> None:
    """Refuse a doctor who does not exist."""
    if doctor_id is not None and not accounts.doctor_exists(work.session, doctor_id):
        raise refuse("not_found", "doctor", what="doctor")


def locked(work: UnitOfWork, account_id: int) -> AccountRow:
    """Hold one account. Raise Refused where it does not exist."""
    row = accounts.lock(work, account_id)
    if row is None:
        raise refuse("not_found", "account", what="account")
    return row
