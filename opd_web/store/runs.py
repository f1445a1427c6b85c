"""Runs: begun, heard of, finished, read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.store import locking
from opd_web.store.rows import FacilityRow
from opd_web.store.run_rows import RunRow
from opd_web.store.unit_of_work import UnitOfWork

SILENT = timedelta(seconds=90)
"""After so long without a word a run counts as lost."""


@dataclass(frozen=True)
class RunView:
    """One run; `state` is running, done, failed, stopped or lost. Times are UTC."""

    id: int
    kind: str
    actor: str
    asked: Mapping[str, Any]
    state: str
    done: int
    total: int
    started_at: datetime
    finished_at: datetime | None
    result: Any
    problem: str | None


def lock(work: UnitOfWork) -> None:
    """Let one begin at a time, whatever the database: two at once would each see no other."""
    work.session.scalars(locking.for_update(select(FacilityRow), of=FacilityRow)).one_or_none()


def add(work: UnitOfWork, kind: str, asked: Mapping[str, Any]) -> RunRow:
    """Write down that a run begins."""
    row = RunRow(kind=kind, actor=work.actor.id, asked=json.dumps(asked), started_at=work.now, heard_at=work.now)
    work.session.add(row)
    work.session.flush()
    return row


def going_on(session: Session, kind: str, actor: str | None, now: datetime) -> RunRow | None:
    """Find a run of this kind that is not over, of this actor or of anybody."""
    query = select(RunRow).where(RunRow.kind == kind, RunRow.finished_at.is_(None), RunRow.heard_at > now - SILENT)
    if actor is not None:
        query = query.where(RunRow.actor == actor)
    return session.scalars(query.order_by(RunRow.id.desc()).limit(1)).one_or_none()


def find(session: Session, run_id: int) -> RunRow | None:
    """Give one run."""
    return session.get(RunRow, run_id)


def latest(session: Session, kind: str, *, actor: str | None, limit: int, finished: bool = False) -> list[RunRow]:
    """Read the newest runs of a kind, of one actor or of anybody."""
    query = select(RunRow).where(RunRow.kind == kind)
    if actor is not None:
        query = query.where(RunRow.actor == actor)
    if finished:
        query = query.where(RunRow.result.is_not(None))
    return list(session.scalars(query.order_by(RunRow.id.desc()).limit(limit)))


def view(row: RunRow, now: datetime) -> RunView:
    """Give what pages read."""
    return RunView(
        id=row.id,
        kind=row.kind,
        actor=row.actor,
        asked=json.loads(row.asked),
        state=_state(row, now),
        done=row.done,
        total=row.total,
        started_at=row.started_at,
        finished_at=row.finished_at,
        result=None if row.result is None else json.loads(row.result),
        problem=row.problem,
    )


def _state(row: RunRow, now: datetime) -> str:
    if row.finished_at is None:
        return "running" if row.heard_at > now - SILENT else "lost"
    if row.result is not None:
        return "done"
    return "stopped" if row.stop_asked_at else "failed"
