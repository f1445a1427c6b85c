"""Runs: what is computed in a process of its own, its progress and its result kept where every server can read them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from opd_web.engine.roles import Actor
from opd_web.services.refused import refuse
from opd_web.store import runs
from opd_web.store.reading import reading
from opd_web.store.run_rows import RunRow
from opd_web.store.runs import RunView
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work

__all__ = ["Begun", "Kind", "RunView", "ask_to_stop", "begin", "finish", "get", "heard", "last_done", "latest"]


class Kind(StrEnum):
    """What is computed. Of a verification and of a policy's preview one runs at a time; of the lab, one a user."""

    VERIFY = "verify"
    LAB = "lab"
    PREVIEW = "preview"


ALONE = frozenset({Kind.VERIFY, Kind.PREVIEW})


@dataclass(frozen=True)
class Begun:
    """A run; `new` is False where one was going on already, which is then this."""

    run: RunView
    new: bool


def begin(kind: Kind, asked: Mapping[str, Any], *, actor: Actor, now: datetime) -> Begun:
    """Write down that a run begins, or give the one that is going on."""
    with unit_of_work(actor, now) as work:
        runs.lock(work)
        other = runs.going_on(work.session, kind, None if kind in ALONE else actor.id, now)
        if other:
            return Begun(runs.view(other, now), new=False)
        return Begun(runs.view(runs.add(work, kind, asked), now), new=True)


def heard(run_id: int, done: int, total: int, *, actor: Actor, now: datetime) -> bool:
    """Note how far a run is; tell whether it was asked to stop. Raise Refused."""
    with unit_of_work(actor, now) as work:
        row = _find(work, run_id)
        row.done, row.total, row.heard_at = done, total, now
        return row.stop_asked_at is not None


def finish(run_id: int, result: object = None, *, problem: str | None = None, actor: Actor, now: datetime) -> None:
    """Keep the result, or what was in the way. Raise Refused."""
    with unit_of_work(actor, now) as work:
        row = _find(work, run_id)
        row.finished_at = now
        row.result = None if result is None else json.dumps(result)
        row.problem = problem


def ask_to_stop(run_id: int, *, actor: Actor, now: datetime) -> None:
    """Ask one's own run to stop; its server does so within seconds. Raise Refused."""
    with unit_of_work(actor, now) as work:
        row = _find(work, run_id)
        _check_own(row, actor)
        if row.finished_at is None and row.stop_asked_at is None:
            row.stop_asked_at = now


def get(run_id: int, kind: Kind, *, actor: Actor, now: datetime) -> RunView:
    """Give one's own run. Raise Refused."""
    with reading() as session:
        row = runs.find(session, run_id)
        if row is None or row.kind != kind:
            raise refuse("not_found", "run", what="run")
        _check_own(row, actor)
        return runs.view(row, now)


def latest(kind: Kind, *, actor: Actor, now: datetime, limit: int = 10) -> tuple[RunView, ...]:
    """List one's own newest runs; of a kind that runs alone, everybody's."""
    with reading() as session:
        found = runs.latest(session, kind, actor=None if kind in ALONE else actor.id, limit=limit)
        return tuple(runs.view(row, now) for row in found)


def last_done(kind: Kind, *, now: datetime) -> RunView | None:
    """Give the newest run, whoever's, that came to a result."""
    with reading() as session:
        found = runs.latest(session, kind, actor=None, limit=1, finished=True)
        return runs.view(found[0], now) if found else None


def _find(work: UnitOfWork, run_id: int) -> RunRow:
    row = runs.find(work.session, run_id)
    if row is None:
        raise refuse("not_found", "run", what="run")
    return row


def _check_own(row: RunRow, actor: Actor) -> None:
    if row.actor != actor.id and row.kind not in ALONE:
        raise refuse("not_found", "run", what="run")
