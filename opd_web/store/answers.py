"""Answers that were given to programs, so that a call that is sent again gets the same one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from opd_web.store.program_rows import AnswerRow
from opd_web.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Answer:
    """What a program was told; `about` names the resource, as `patients/12`."""

    status: int
    body: str
    location: str | None = None
    etag: str | None = None
    about: str | None = None


def claim(work: UnitOfWork, key: str, fingerprint: str) -> AnswerRow | None:
    """Give the answer that this actor got with this key; where there is none, take the key: a twin waits for it."""
    values = {
        "actor": work.actor.id,
        "key": key,
        "fingerprint": fingerprint,
        "status": 0,
        "body": "",
        "created_at": work.now,
    }
    dialect = sqlite if work.session.get_bind().dialect.name == "sqlite" else postgresql
    taken = dialect.insert(AnswerRow).values(values).on_conflict_do_nothing().returning(AnswerRow.id)
    if work.session.scalar(taken) is not None:
        return None
    return _find(work, key)


def keep(work: UnitOfWork, key: str, answer: Answer) -> None:
    """Write the answer to the key that was taken."""
    row = _find(work, key)
    row.status, row.body, row.location = answer.status, answer.body, answer.location
    row.etag, row.about = answer.etag, answer.about


def view(row: AnswerRow) -> Answer:
    """Give what was answered."""
    return Answer(row.status, row.body, row.location, row.etag, row.about)


def forget(work: UnitOfWork, before: datetime) -> int:
    """Take away what was answered before this moment; give how many."""
    gone = work.session.scalars(delete(AnswerRow).where(AnswerRow.created_at < before).returning(AnswerRow.id))
    return len(gone.all())


def forget_about(work: UnitOfWork, about: str) -> None:
    """Take away every answer that tells of one resource."""
    work.session.execute(delete(AnswerRow).where(AnswerRow.about == about))


def find(session: Session, actor: str, key: str) -> AnswerRow | None:
    """Give what this actor was answered with this key."""
    return session.scalars(select(AnswerRow).where(AnswerRow.actor == actor, AnswerRow.key == key)).one_or_none()


def _find(work: UnitOfWork, key: str) -> AnswerRow:
    found = find(work.session, work.actor.id, key)
    if found is None:
        raise LookupError(f"the key {key} was not taken")
    return found
