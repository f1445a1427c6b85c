"""Files of doctors, weekly plans and patients: looked at first, then taken in as a whole or not at all."""

from dataclasses import dataclass
from datetime import datetime
from types import ModuleType

from sqlalchemy.orm import Session

from opd_web.engine.phrases import say
from opd_web.engine.roles import Actor
from opd_web.services import _import_doctors, _import_patients, _import_plans, _table
from opd_web.services._table import LARGEST, Line, Problem
from opd_web.services.refused import refuse
from opd_web.store import changes
from opd_web.store.errors import Collision
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import unit_of_work

__all__ = ["KINDS", "LARGEST", "Checked", "Done", "Line", "Problem", "check", "columns", "example", "take_in"]

_MODULES: dict[str, ModuleType] = {
    "doctors": _import_doctors,
    "weekly-plans": _import_plans,
    "patients": _import_patients,
}

KINDS = tuple(_MODULES)


@dataclass(frozen=True)
class Checked:
    """What a file holds: the lines that are new, how many are there already, and what is wrong, in order of lines."""

    new: tuple[Line, ...]
    known: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Done:
    """How many were added, and how many were there already."""

    added: int
    known: int


def columns(kind: str) -> tuple[tuple[str, bool], ...]:
    """Give the columns of such a file, and whether each must be filled in. Raise Refused."""
    return tuple((column.name, column.required) for column in _module(kind).COLUMNS)


def example(kind: str) -> tuple[str, ...]:
    """Give one line as it could stand in such a file. Raise Refused."""
    found: tuple[str, ...] = _module(kind).EXAMPLE
    return found


def check(kind: str, data: bytes) -> Checked:
    """Look at a file without taking anything in. Raise Refused for a kind that there is not."""
    with reading() as session:
        return _check(session, _module(kind), data)


def take_in(kind: str, data: bytes, *, actor: Actor, now: datetime) -> Done:
    """Take the whole file in, or nothing of it; again it changes nothing. Raise Refused."""
    try:
        return _take_in(kind, data, actor, now)
    except Collision:
        # Somebody wrote one of them at the same moment: the second look finds it there.
        return _take_in(kind, data, actor, now)


def _take_in(kind: str, data: bytes, actor: Actor, now: datetime) -> Done:
    module = _module(kind)
    with unit_of_work(actor, now) as work:
        found = _check(work.session, module, data)
        if found.problems:
            problem = say("{count} lines are to be mended first. Nothing was taken in.", count=len(found.problems))
            raise refuse("invalid", "file", problem=problem)
        module.write(work, found.new)
        if found.new:
            changes.note(work, "imported", file=kind, count=len(found.new))
        return Done(len(found.new), found.known)


def _check(session: Session, module: ModuleType, data: bytes) -> Checked:
    table = _table.read(data, module.COLUMNS)
    new, known, wrong = module.sort(session, table.lines)
    problems = sorted((*table.problems, *wrong), key=lambda one: (one.line, one.column or ""))
    return Checked(tuple(new), known, tuple(problems))


def _module(kind: str) -> ModuleType:
    found = _MODULES.get(kind)
    if found is None:
        raise refuse("not_found", "kind", what="kind of file")
    return found
