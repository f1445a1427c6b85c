"""What stands still in the demo clinic: departments, doctors, boards, accounts, patients."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from opd_web.engine.policy import preset
from opd_web.engine.roles import SYSTEM, Actor, Role
from opd_web.services import accounts, boards, clinic, doctors, patients, views
from opd_web.services.boards import BoardFields
from opd_web.simulation.demo.data import Account, Department, Doctor, Tables


@dataclass(frozen=True)
class Place:
    """One department as it stands in the database, with its doctors by key and the nurse who acts in it."""

    id: int
    routing: str
    table: Department
    doctors: Mapping[int, Doctor]
    nurse: Actor


@dataclass(frozen=True)
class Ground:
    """The whole clinic."""

    places: tuple[Place, ...]
    patient_ids: tuple[int, ...]


@dataclass(frozen=True)
class Password:
    """A user's new password, told once."""

    account: Account
    password: str


def make(tables: Tables, zone: str, now: datetime) -> tuple[Password, ...]:
    """Make what is missing, however far an earlier load came, and give every demo user a new password."""
    clinic.set_facility(tables.facility, zone, is_demo=True, actor=SYSTEM, now=now)
    _make_departments(tables, now)
    department_ids = _department_ids()
    _make_doctors(tables, department_ids, now)
    _make_boards(tables, department_ids, now)
    return _make_accounts(tables, department_ids, now)


def read(tables: Tables, now: datetime) -> Ground:
    """Find what is there of the demo clinic; what an administrator took away since stays away."""
    ids = _department_ids()
    people = patients.register_all(tables.patients, actor=SYSTEM, now=now)
    places = tuple(_place(tables, table, ids[table.code], now) for table in tables.departments if table.code in ids)
    return Ground(places, tuple(person.id for person in people))


def _department_ids() -> Mapping[str, int]:
    return {department.code: department.id for department in views.departments()}


def _doctor_ids(now: datetime) -> Mapping[str | None, int]:
    return {doctor.code: doctor.id for doctor in doctors.every(now=now)}


def _make_departments(tables: Tables, now: datetime) -> None:
    there = _department_ids()
    for one in tables.departments:
        if one.code not in there:
            clinic.add_department(
                one.code,
                one.name,
                one.public_label,
                preset_name=one.preset,
                overrides=one.overrides,
                actor=SYSTEM,
                now=now,
            )


def _make_doctors(tables: Tables, department_ids: Mapping[str, int], now: datetime) -> None:
    there = _doctor_ids(now)
    for one in tables.doctors:
        if one.code not in there:
            department_id = department_ids[one.department]
            clinic.add_doctor(department_id, one.name, one.room, code=one.code, actor=SYSTEM, now=now)


def _make_boards(tables: Tables, department_ids: Mapping[str, int], now: datetime) -> None:
    there = {board.name for board in boards.every()}
    for one in tables.boards:
        if one.name not in there:
            shown = [department_ids[code] for code in one.departments]
            fields = BoardFields(one.name, one.title, frozenset(shown), languages=("en", "hi"), open_to_all=True)
            boards.add(fields, actor=SYSTEM, now=now)


def _make_accounts(tables: Tables, department_ids: Mapping[str, int], now: datetime) -> tuple[Password, ...]:
    there = {account.username: account.id for account in accounts.every()}
    passwords = tuple(Password(one, accounts.new_password()) for one in tables.accounts)
    for one in passwords:
        if one.account.username in there:
            accounts.set_password(there[one.account.username], one.password, actor=SYSTEM, now=now)
        else:
            _make_account(one, department_ids, now)
    return passwords


def _make_account(new: Password, department_ids: Mapping[str, int], now: datetime) -> None:
    account = new.account
    accounts.add(
        account.username,
        account.name,
        new.password,
        account.role,
        department_ids=[department_ids[code] for code in account.departments],
        doctor_id=_doctor_ids(now)[account.doctor] if account.doctor else None,
        actor=SYSTEM,
        now=now,
    )


def _place(tables: Tables, table: Department, department_id: int, now: datetime) -> Place:
    by_code = {doctor.code: doctor for doctor in tables.doctors}
    here = [one for one in doctors.every(now=now) if one.active and one.department_id == department_id]
    known = {one.id: by_code[one.code] for one in here if one.code in by_code}
    routing = preset(table.preset, **table.overrides).routing
    return Place(department_id, routing, table, known, _nurse(department_id))


def _nurse(department_id: int) -> Actor:
    """Give who acts in this department: its nurse, or the system where there is none any more."""
    only = frozenset({department_id})
    found = next((one for one in accounts.every() if one.role == Role.NURSE and one.department_ids == only), None)
    return Actor(f"user:{found.id}", Role.NURSE, found.department_ids) if found else SYSTEM
