"""Doctors from a file: new ones are added, those who are there stay as they are."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from opd_web.engine.phrases import Phrase, say
from opd_web.services._table import Column, Line, Problem
from opd_web.store import clinic, departments, import_facts
from opd_web.store.unit_of_work import UnitOfWork

COLUMNS = (
    Column("department", longest=8),
    Column("name"),
    Column("room", longest=40),
    Column("code", required=False, longest=20),
)

EXAMPLE = ("K", "Dr Asha Rao", "Room 3", "4711")


def sort(session: Session, lines: Sequence[Line]) -> tuple[list[Line], int, list[Problem]]:
    """Give the lines that are new, how many are there already, and what is wrong."""
    codes = import_facts.departments(session)
    known = import_facts.doctors(session)
    new, same, problems = list[Line](), 0, list[Problem]()
    for line in lines:
        department = line["department"].upper()
        key = (department, line["name"].casefold())
        facts = (line["room"], line["code"] or None)
        if department not in codes:
            problems.append(Problem(line.number, "department", _no_department(department)))
        elif key not in known:
            known[key] = facts
            new.append(line)
        elif known[key] == facts:
            same += 1
        else:
            problems.append(Problem(line.number, "name", _other_facts(line["name"], known[key][0])))
    return new, same, problems


def write(work: UnitOfWork, lines: Sequence[Line]) -> None:
    """Add the doctors."""
    codes = import_facts.departments(work.session)
    for department_id in sorted({codes[line["department"].upper()] for line in lines}):
        departments.lock(work, department_id)
    for line in lines:
        department_id = codes[line["department"].upper()]
        clinic.add_doctor(work, department_id, line["name"], line["room"], line["code"] or None)


def _no_department(code: str) -> Phrase:
    return say("There is no department {code} in use. Write the code of one, or add it first.", code=code)


def _other_facts(name: str, room: str) -> Phrase:
    return say(
        "{name} is there already, in {room}, or with another code. Write the same, or change the doctor’s page.",
        name=name,
        room=room,
    )
