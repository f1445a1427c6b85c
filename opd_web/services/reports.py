"""Figures of days for administrators and auditors: reads only, within the departments that they work in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from opd_web.engine.roles import Actor
from opd_web.store import days
from opd_web.store.reading import reading
from opd_web.store.report_models import (
    ArrivalsReport,
    Asked,
    DepartmentDay,
    Due,
    FairnessReport,
    Figures,
    Frame,
    PromisesReport,
    Today,
    TokenLine,
    UseReport,
    WaitsReport,
)
from opd_web.store.reports import arrivals as coming
from opd_web.store.reports import department_days as known
from opd_web.store.reports import fairness as fair
from opd_web.store.reports import frame as frames
from opd_web.store.reports import lines, patience, whole
from opd_web.store.reports import no_shows as absent
from opd_web.store.reports import promises as promised
from opd_web.store.reports import today as todays
from opd_web.store.reports import use as used
from opd_web.store.reports import waits as waiting
from opd_web.store.reports.scope import Scope

DAYS_AT_ONCE = 20
"""Department days that an export reads in one look: some thousand tokens."""


def frame(*, actor: Actor, now: datetime) -> Frame:
    """Give what stands around every report."""
    with reading() as session:
        return frames.read(session, actor.departments, now)


def today(asked: Asked, *, actor: Actor, now: datetime) -> Today:
    """Give the service day that `now` lies in, whatever days are asked for."""
    with reading() as session:
        on = days.date_at(session, now)
        return todays.read(session, _scope(session, Asked(on, on, asked.department_id, asked.doctor_id), actor, now))


def waits(asked: Asked, *, actor: Actor, now: datetime) -> WaitsReport:
    """Give how long people waited."""
    with _scoped(asked, actor, now) as (session, scope):
        return waiting.read(session, scope)


def utilisation(asked: Asked, *, actor: Actor, now: datetime) -> UseReport:
    """Give how the doctors' capacity was used."""
    with _scoped(asked, actor, now) as (session, scope):
        return used.read(session, scope)


def no_shows(asked: Asked, *, actor: Actor, now: datetime) -> tuple[Due, ...]:
    """Give who should have come and did not."""
    with _scoped(asked, actor, now) as (session, scope):
        return absent.read(session, scope)


def fairness(asked: Asked, *, actor: Actor, now: datetime) -> FairnessReport:
    """Give what priority cost others."""
    with _scoped(asked, actor, now) as (session, scope):
        return fair.read(session, scope)


def promises(asked: Asked, *, actor: Actor, now: datetime) -> PromisesReport:
    """Give promised against actual times."""
    with _scoped(asked, actor, now) as (session, scope):
        return promised.read(session, scope)


def arrivals(asked: Asked, *, actor: Actor, now: datetime) -> ArrivalsReport:
    """Give when people came."""
    with _scoped(asked, actor, now) as (session, scope):
        return coming.read(session, scope)


def figures(asked: Asked, *, actor: Actor, now: datetime) -> Figures:
    """Give the figures of these days in one."""
    with _scoped(asked, actor, now) as (session, scope):
        return whole.read(session, scope)


def department_days(asked: Asked, *, actor: Actor, now: datetime) -> tuple[DepartmentDay, ...]:
    """Give what each department's day is known by."""
    with _scoped(asked, actor, now) as (session, scope):
        return known.read(session, scope)


def token_lines(asked: Asked, *, actor: Actor, now: datetime) -> Iterator[TokenLine]:
    """Give every token of these days, some days at a time: whoever takes it away slowly holds up nobody."""
    with _scoped(asked, actor, now) as (session, scope):
        days_there = lines.days(session, scope)
    for first in range(0, len(days_there), DAYS_AT_ONCE):
        with reading() as session:
            found = lines.of_days(session, scope, days_there[first : first + DAYS_AT_ONCE])
        yield from found


@contextmanager
def _scoped(asked: Asked, actor: Actor, now: datetime) -> Iterator[tuple[Session, Scope]]:
    with reading() as session:
        patience.prepare(session)
        yield session, _scope(session, asked, actor, now)


def _scope(session: Session, asked: Asked, actor: Actor, now: datetime) -> Scope:
    mine, wanted = actor.departments, asked.department_id
    chosen = mine if wanted is None else frozenset({wanted}) if mine is None else mine & {wanted}
    return Scope(asked.first, asked.last, days.zone(session), now, chosen, asked.doctor_id)
