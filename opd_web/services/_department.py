"""What every department is: a code for numbers, a name for staff, a label for everybody."""

import re
from dataclasses import dataclass

from opd_web.engine.phrases import say
from opd_web.services.refused import refuse
from opd_web.store import departments
from opd_web.store.rows import DepartmentRow
from opd_web.store.unit_of_work import UnitOfWork

CODE = re.compile(r"[A-Z0-9]{1,8}")


@dataclass(frozen=True)
class DepartmentFields:
    """What can be written about a department."""

    code: str
    name: str
    public_label: str
    active: bool = True


def check(work: UnitOfWork, fields: DepartmentFields, but: int | None = None) -> None:
    """Refuse a code that is none or is taken, and words that are missing."""
    if not CODE.fullmatch(fields.code):
        problem = say(
            "'{code}' is no code. Use 1 to 8 capital letters A to Z and digits, such as K or CARD2.", code=fields.code
        )
        raise refuse("invalid", "code", problem=problem)
    if not fields.name.strip():
        raise refuse("invalid", "name", problem="Enter the name that staff use.")
    if not fields.public_label.strip():
        raise refuse("invalid", "public_label", problem="Enter the label that patients read.")
    if departments.has_code(work.session, fields.code, but):
        problem = say("Another department has the code {code}. Choose another one.", code=fields.code)
        raise refuse("invalid", "code", problem=problem)


def check_code(work: UnitOfWork, row: DepartmentRow, code: str) -> None:
    """Refuse another code once a number with the old one was given out: a number is fixed for life."""
    if code != row.code and departments.has_numbers(work.session, row.id):
        problem = say(
            "Numbers that begin with {code} were given out, so the code stays. Add a new department instead.",
            code=row.code,
        )
        raise refuse("invalid", "code", problem=problem)
