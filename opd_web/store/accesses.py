"""The reading log: written with each look at a patient's data, read by page."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, insert, or_, select
from sqlalchemy.orm import Session

from opd_web.store import actors
from opd_web.store.access_rows import AccessRow, AccessSubjectRow
from opd_web.store.paging import Asked, Page, page
from opd_web.store.rows import DepartmentDayRow, DepartmentRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork

PATIENT, TOKEN = "patient", "token"

MOST_SHOWN = 20
"""Subjects of one look that are named; the rest is a number."""


@dataclass(frozen=True)
class WantedAccess:
    """Which looks; None is any. A patient's looks are also those at the patient's tokens."""

    patient_id: int | None = None
    token_id: int | None = None
    actor: str | None = None
    what: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class AccessView:
    """One look: when (UTC), who by id and by name, through what, and whose data, tokens by number."""

    id: int
    at: datetime
    actor: str
    who: str
    what: str
    detail: str
    patients: tuple[int, ...]
    tokens: tuple[str, ...]
    more: int


def add(work: UnitOfWork, what: str, detail: str, patients: Iterable[int], tokens: Iterable[int]) -> None:
    """Write one look in two statements, however many it was at."""
    row = AccessRow(at=work.now, actor=work.actor.id, what=what, detail=detail)
    work.session.add(row)
    work.session.flush()
    subjects = [(PATIENT, one) for one in set(patients)] + [(TOKEN, one) for one in set(tokens)]
    if subjects:
        values = [{"access_id": row.id, "kind": kind, "subject_id": one} for kind, one in subjects]
        work.session.execute(insert(AccessSubjectRow), values)


def listed(session: Session, asked: Asked, wanted: WantedAccess) -> Page[AccessView]:
    """List looks, the newest first."""
    query = _matching(wanted).order_by(AccessRow.id.desc()).limit(asked.limit + 1)
    if asked.after:
        query = query.where(AccessRow.id < asked.after[0])
    rows = session.scalars(query).all()
    return page(rows, asked, lambda row: (row.id,), lambda shown: _views(session, shown))


def _matching(wanted: WantedAccess) -> Select[AccessRow]:
    query = select(AccessRow)
    for column, value in ((AccessRow.actor, wanted.actor), (AccessRow.what, wanted.what)):
        if value is not None:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(AccessRow.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AccessRow.at < wanted.until)
    if wanted.token_id is not None:
        query = query.where(AccessRow.id.in_(_of(TOKEN, wanted.token_id)))
    if wanted.patient_id is not None:
        query = query.where(AccessRow.id.in_(_of_patient(wanted.patient_id)))
    return query


def _of(kind: str, subject_id: int) -> Select[int]:
    found = (AccessSubjectRow.kind == kind, AccessSubjectRow.subject_id == subject_id)
    return select(AccessSubjectRow.access_id).where(*found)


def _of_patient(patient_id: int) -> Select[int]:
    own = select(TokenRow.id).where(TokenRow.patient_id == patient_id)
    at_patient = (AccessSubjectRow.kind == PATIENT) & (AccessSubjectRow.subject_id == patient_id)
    at_token = (AccessSubjectRow.kind == TOKEN) & AccessSubjectRow.subject_id.in_(own)
    return select(AccessSubjectRow.access_id).where(or_(at_patient, at_token))


def _views(session: Session, rows: Sequence[AccessRow]) -> list[AccessView]:
    names = actors.names(session, [row.actor for row in rows])
    subjects = _subjects(session, [row.id for row in rows])
    numbers = _numbers(session, {one for found in subjects.values() for one in found[TOKEN][:MOST_SHOWN]})
    return [_view(row, names[row.actor], subjects[row.id], numbers) for row in rows]


def _view(row: AccessRow, who: str, subjects: dict[str, list[int]], numbers: dict[int, str]) -> AccessView:
    patients, tokens = subjects[PATIENT][:MOST_SHOWN], subjects[TOKEN][:MOST_SHOWN]
    more = len(subjects[PATIENT]) + len(subjects[TOKEN]) - len(patients) - len(tokens)
    shown = tuple(numbers.get(one, str(one)) for one in tokens)
    return AccessView(row.id, row.at, row.actor, who, row.what, row.detail, tuple(patients), shown, more)


def _subjects(session: Session, ids: Sequence[int]) -> dict[int, dict[str, list[int]]]:
    found: dict[int, dict[str, list[int]]] = defaultdict(lambda: {PATIENT: [], TOKEN: []})
    query = select(AccessSubjectRow).where(AccessSubjectRow.access_id.in_(ids))
    for row in session.scalars(query.order_by(AccessSubjectRow.access_id, AccessSubjectRow.subject_id)):
        found[row.access_id][row.kind].append(row.subject_id)
    return found


def _numbers(session: Session, token_ids: Iterable[int]) -> dict[int, str]:
    query = (
        select(TokenRow.id, DepartmentRow.code, TokenRow.number)
        .join(DepartmentDayRow, DepartmentDayRow.id == TokenRow.department_day_id)
        .join(DepartmentRow, DepartmentRow.id == DepartmentDayRow.department_id)
        .where(TokenRow.id.in_(list(token_ids)))
    )
    return {token_id: f"{code}-{number:03d}" for token_id, code, number in session.execute(query)}
