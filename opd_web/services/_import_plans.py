"""Weekly plans from a file: new lines make slots ahead as if they were typed."""

from collections.abc import Iterator, Sequence
from datetime import time

from sqlalchemy.orm import Session

from opd_web.engine.phrases import Phrase, say
from opd_web.engine.schedule import Hours
from opd_web.services import _hours, _planning
from opd_web.services._hours import WEEKDAYS
from opd_web.services._planning import SOON, Made
from opd_web.services._table import Column, Line, Problem
from opd_web.store import clinic, departments, import_facts, schedule
from opd_web.store.unit_of_work import UnitOfWork

COLUMNS = (
    Column("department", longest=8),
    Column("doctor"),
    Column("weekday", longest=20),
    Column("from", longest=5),
    Column("to", longest=5),
    Column("slot_minutes", longest=4),
    Column("capacity", longest=4),
)

EXAMPLE = ("K", "Dr Asha Rao", "Monday", "09:00", "13:00", "60", "6")

Planned = tuple[int, int, Hours]
"""Doctor, weekday (Monday is 0), hours."""


def sort(session: Session, lines: Sequence[Line]) -> tuple[list[Line], int, list[Problem]]:
    """Give the lines that are new, how many are there already, and what is wrong."""
    doctors = import_facts.doctor_ids(session)
    planned = list(import_facts.plans(session))
    new, same, problems = list[Line](), 0, list[Problem]()
    for line in lines:
        found = list(_wrong(line, doctors))
        if found:
            problems += found
            continue
        one = _planned(line, doctors)
        if one in planned:
            same += 1
            continue
        clash = next((other for other in planned if _clash(one, other)), None)
        if clash:
            problems.append(Problem(line.number, "from", _taken(line, clash[2])))
            continue
        planned.append(one)
        new.append(line)
    return new, same, problems


def write(work: UnitOfWork, lines: Sequence[Line]) -> None:
    """Plan the hours, and make the slots of the next days; those further ahead are made by the clock."""
    doctors = import_facts.doctor_ids(work.session)
    planned = [_planned(line, doctors) for line in lines]
    departments.lock_of_doctors(work, [doctor_id for doctor_id, _, _ in planned])
    for doctor_id in sorted({doctor_id for doctor_id, _, _ in planned}):
        row = clinic.find_doctor(work, doctor_id)
        rows = [schedule.add(work, one, weekday, hours) for one, weekday, hours in planned if one == doctor_id]
        if row is not None:
            _planning.make_ahead(work, row, rows, Made(), SOON)


def _wrong(line: Line, doctors: dict[tuple[str, str], int]) -> Iterator[Problem]:
    if _key(line) not in doctors:
        text = say("Department {code} has no doctor of this name in use. Add the doctor first.", code=_key(line)[0])
        yield Problem(line.number, "doctor", text)
    if _weekday(line["weekday"]) is None:
        yield Problem(line.number, "weekday", say("Write a weekday in English, such as Monday."))
    yield from _unreadable(line)
    hours = _hours_of(line)
    wrong = _hours.problem(hours) if hours else None
    if wrong:
        yield Problem(line.number, {"starts": "from", "ends": "to"}.get(wrong[0], wrong[0]), wrong[1])


def _unreadable(line: Line) -> Iterator[Problem]:
    for column in ("from", "to"):
        if _time(line[column]) is None:
            yield Problem(line.number, column, say("Write a time, such as 09:30."))
    for column in ("slot_minutes", "capacity"):
        if not _is_number(line[column]):
            yield Problem(line.number, column, say("Write a whole number."))


def _planned(line: Line, doctors: dict[tuple[str, str], int]) -> Planned:
    hours, weekday = _hours_of(line), _weekday(line["weekday"])
    if hours is None or weekday is None:
        raise ValueError(f"line {line.number} was not checked")
    return doctors[_key(line)], weekday, hours


def _key(line: Line) -> tuple[str, str]:
    return line["department"].upper(), line["doctor"].casefold()


def _clash(one: Planned, other: Planned) -> bool:
    return one[:2] == other[:2] and one[2].overlap(other[2])


def _taken(line: Line, other: Hours) -> Phrase:
    return say(
        "{doctor} already has {starts} to {ends} on that weekday. Change one of the two.",
        doctor=line["doctor"],
        starts=f"{other.starts:%H:%M}",
        ends=f"{other.ends:%H:%M}",
    )


def _hours_of(line: Line) -> Hours | None:
    starts, ends = _time(line["from"]), _time(line["to"])
    if starts is None or ends is None or not (_is_number(line["slot_minutes"]) and _is_number(line["capacity"])):
        return None
    return Hours(starts, ends, int(line["slot_minutes"]), int(line["capacity"]))


def _weekday(text: str) -> int | None:
    """Read a weekday by its name or its first three letters."""
    names = [name.lower() for name in WEEKDAYS]
    found = [number for number, name in enumerate(names) if text.lower() in {name, name[:3]}]
    return found[0] if found else None


def _time(text: str) -> time | None:
    hour, colon, minute = text.partition(":")
    if not (colon and _is_number(hour) and _is_number(minute) and len(minute) == 2):
        return None
    return time(int(hour), int(minute)) if int(hour) < 24 and int(minute) < 60 else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4
