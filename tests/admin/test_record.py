"""Every change of the set-up leaves a row that says who and when, holds no name, and is written with the change."""

import ast
from collections.abc import Callable
from typing import Any

import pytest

from opd_web.config import ROOT
from opd_web.engine.schedule import Hours
from opd_web.services import (
    absences,
    api_keys,
    boards,
    catalogue,
    departments,
    desks,
    doctors,
    facility,
    imports,
    pairing,
    people,
    policies,
    retention,
    schedule,
)
from opd_web.services.boards import BoardFields
from opd_web.services.catalogue import PolicyChoice
from opd_web.services.departments import DepartmentFields
from opd_web.services.doctors import DoctorFields
from opd_web.store.change_rows import ChangeRow
from opd_web.store.leave_models import Span
from opd_web.store.rows import FacilityRow
from opd_web.web.audit.change_words import CHANGES
from tests.support.clinic import DAY, Clinic, moment

HOURS = Hours(moment("09:00").time(), moment("10:00").time(), 30, 2)
NAME = "Zebrawood Canary"


def board(at: Clinic) -> int:
    return boards.add(board_fields(at), **at.who)


def board_fields(at: Clinic) -> BoardFields:
    return BoardFields(name=NAME, title=NAME, department_ids=frozenset({at.first_department}))


def key(at: Clinic) -> int:
    return api_keys.create(NAME, at.actor.role, **at.who).view.id


def plan(at: Clinic) -> int:
    schedule.plan(at.first_doctor, [0], HOURS, **at.who)
    return schedule.of_doctor(at.first_doctor)[0].id


def pair(at: Clinic) -> None:
    found = pairing.begin(now=at.now)
    pairing.approve(pairing.find(found.view.code, now=at.now).id, board(at), **at.who)


def leave(at: Clinic) -> int:
    return absences.put(Span(at.first_doctor, None, DAY, DAY), "Rest", {}, **at.who).absence_id


def out(at: Clinic) -> int:
    doctors.set_active(at.first_doctor, active=False, **at.who)
    return at.first_doctor


ACTS: dict[str, Callable[[Clinic], Any]] = {
    "key_made": key,
    "key_revoked": lambda at: api_keys.revoke(key(at), **at.who),
    "imported": lambda at: imports.take_in("patients", f"name,phone\n{NAME},9812345678\n".encode(), **at.who),
    "retention": lambda at: retention.change(365, **at.who),
    "erased": lambda at: people.erase(at.patient(), **at.who),
    "desk_enrolled": lambda at: desks.enrol(NAME, **at.who),
    "desk_ended": lambda at: desks.revoke(desks.enrol(NAME, **at.who).id, **at.who),
    "board_made": board,
    "board_changed": lambda at: boards.change(board(at), board_fields(at), **at.who),
    "board_paired": pair,
    "board_unpaired": lambda at: boards.unpair(board(at), **at.who),
    "hospital": lambda at: facility.change(NAME, "Asia/Kolkata", **at.who),
    "department_made": lambda at: departments.add(DepartmentFields("X", NAME, NAME), **at.who),
    "department_changed": lambda at: departments.change(
        at.first_department, DepartmentFields("K", NAME, NAME), **at.who
    ),
    "policy": lambda at: policies.change(at.first_department, "strict", {}, **at.who),
    "doctor_made": lambda at: doctors.add(DoctorFields(at.first_department, NAME, NAME), **at.who),
    "doctor_changed": lambda at: doctors.change(
        at.first_doctor, DoctorFields(at.first_department, NAME, NAME), **at.who
    ),
    "doctor_out": out,
    "doctor_back": lambda at: doctors.set_active(out(at), active=True, **at.who),
    "plan_made": plan,
    "plan_changed": lambda at: schedule.replan(plan(at), HOURS, **at.who),
    "plan_stopped": lambda at: schedule.stop(plan(at), **at.who),
    "leave": leave,
    "leave_taken_back": lambda at: absences.take_back(leave(at), **at.who),
}

BY_PROGRAMS: dict[str, Callable[[Clinic], Any]] = {
    "department_made": lambda at: catalogue.add_department(
        DepartmentFields("X", NAME, NAME), PolicyChoice("fair"), **at.who
    ),
    "department_changed": lambda at: catalogue.change_department(at.first_department, {"name": NAME}, **at.who),
    "doctor_made": lambda at: catalogue.add_doctor(at.first_department, NAME, "3", **at.who),
    "doctor_changed": lambda at: catalogue.change_doctor(at.first_doctor, {"room": NAME}, **at.who),
}


def left(clinic: Clinic, act: Callable[[Clinic], Any]) -> ChangeRow:
    """Do it, and give the newest row of the record."""
    clinic.department()
    act(clinic)
    return clinic.rows(ChangeRow)[-1]


@pytest.mark.parametrize("kind", ACTS)
def test_it_says_who_and_when(clinic: Clinic, kind: str) -> None:
    row = left(clinic, ACTS[kind])
    assert (row.kind, row.actor, row.at) == (kind, clinic.actor.id, clinic.now)
    assert NAME not in f"{row.about} {row.facts}"


@pytest.mark.parametrize("kind", BY_PROGRAMS)
def test_what_a_program_changes_too(clinic: Clinic, kind: str) -> None:
    row = left(clinic, BY_PROGRAMS[kind])
    assert (row.kind, row.actor) == (kind, clinic.actor.id)


def test_every_kind_that_is_written_is_tried_and_has_words() -> None:
    written = set()
    for path in (ROOT / "opd_web" / "services").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"changes.note", "record.note"}:
                kind = node.args[1]
                parts = (kind.body, kind.orelse) if isinstance(kind, ast.IfExp) else (kind,)
                written |= {part.value for part in parts if isinstance(part, ast.Constant)}
    assert written == set(ACTS) == set(CHANGES)


def test_what_changed_nothing_leaves_nothing(clinic: Clinic) -> None:
    clinic.department()
    one = key(clinic)
    api_keys.revoke(one, **clinic.who)
    retention.change(365, **clinic.who)
    before = len(clinic.rows(ChangeRow))
    clinic.wait(minutes=1)
    api_keys.revoke(one, **clinic.who)
    retention.change(365, **clinic.who)
    assert len(clinic.rows(ChangeRow)) == before


def test_it_is_written_with_the_change_or_not_at_all(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("no room left")

    monkeypatch.setattr("opd_web.store.changes.note", fail)
    with pytest.raises(OSError, match="no room left"):
        retention.change(365, **clinic.who)
    assert clinic.rows(FacilityRow)[0].retention_days is None
