"""Patients from a file: by phone and name, since families share phones; who is on file stays as they are."""

import re
from collections.abc import Sequence

from sqlalchemy.orm import Session

from opd_web import phones
from opd_web.engine.phrases import say
from opd_web.services._table import Column, Line, Problem
from opd_web.store import import_facts, patients
from opd_web.store.unit_of_work import UnitOfWork

COLUMNS = (
    Column("name"),
    Column("phone", longest=40, any_beginning=True),
    Column("language", required=False, longest=10),
    Column("external_id", required=False, longest=64),
)

EXAMPLE = ("Asha Nair", "98123 45678", "hi", "MRN-1001")

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


def sort(session: Session, lines: Sequence[Line]) -> tuple[list[Line], int, list[Problem]]:
    """Give the lines that are new, how many are there already, and what is wrong."""
    numbers = {line.number: phones.parse(line["phone"]) for line in lines}
    known = import_facts.patients(session, {phone for phone in numbers.values() if phone})
    others = import_facts.external_ids(session, {line["external_id"] for line in lines if line["external_id"]})
    new, same, problems = list[Line](), 0, list[Problem]()
    for line in lines:
        found = _wrong(line, numbers[line.number])
        key = (numbers[line.number] or "", patients.name_key(line["name"]))
        if not found and key in known:
            same += 1
            continue
        if not found and line["external_id"] in others:
            found = [
                Problem(line.number, "external_id", say("Another patient has this record number. Look which is right."))
            ]
        if found:
            problems += found
            continue
        known.add(key)
        others |= {line["external_id"]} - {""}
        new.append(line)
    return new, same, problems


def write(work: UnitOfWork, lines: Sequence[Line]) -> None:
    """Put the patients on file."""
    for line in lines:
        row = patients.register(work, line["name"], phones.parse(line["phone"]) or "", line["language"] or None)
        row.external_id = line["external_id"] or None


def _wrong(line: Line, phone: str | None) -> list[Problem]:
    found = []
    if phone is None:
        found.append(Problem(line.number, "phone", say("This is no phone number. Write all its digits.")))
    if line["language"] and not LANGUAGE.fullmatch(line["language"]):
        found.append(Problem(line.number, "language", say("Write a language as in hi or en, or leave it empty.")))
    if len(patients.name_key(line["name"])) > patients.LONGEST_NAME_KEY:
        found.append(Problem(line.number, "name", say("The name is too long.")))
    return found
