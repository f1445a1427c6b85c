"""Who changed what of the set-up, and who did what with whose account: written with each change, read by page."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, String, cast, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from opd_web.store import actors
from opd_web.store.board_rows import BoardRow
from opd_web.store.change_rows import ChangeRow
from opd_web.store.paging import Asked, Page, page
from opd_web.store.people_rows import AccountEventRow, AccountRow, DeskRow
from opd_web.store.program_rows import ApiKeyRow
from opd_web.store.rows import DepartmentRow, DoctorRow
from opd_web.store.unit_of_work import UnitOfWork

SOURCES = ("account", "setup")
ACCOUNT, SETUP = range(len(SOURCES))
"""Of two changes at one moment, those to the set-up count as the later ones: a list needs one order."""

NAMES: dict[str, tuple[InstrumentedAttribute[int], InstrumentedAttribute[str]]] = {
    "user": (AccountRow.id, AccountRow.name),
    "key": (ApiKeyRow.id, ApiKeyRow.name),
    "desk": (DeskRow.id, DeskRow.name),
    "board": (BoardRow.id, BoardRow.name),
    "department": (DepartmentRow.id, DepartmentRow.code),
    "doctor": (DoctorRow.id, DoctorRow.name),
}
"""What a change can be about, and what people call it."""


@dataclass(frozen=True)
class WantedChanges:
    """Which changes; None is any. Times are UTC; `source` is what was done with accounts, or to the set-up."""

    actor: str | None = None
    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class ChangeView:
    """One change: when (UTC), by whom, and what it is about, by its name of today where it has one."""

    source: str
    at: datetime
    who: str
    kind: str
    about: str | None
    facts: Mapping[str, Any]


def note(work: UnitOfWork, kind: str, about: str | None = None, **facts: object) -> None:
    """Write down what was changed of the set-up, and by whom; facts are numbers and codes, never names."""
    row = ChangeRow(at=work.now, actor=work.actor.id, kind=kind, about=about, facts=json.dumps(facts))
    work.session.add(row)


def listed(session: Session, asked: Asked, wanted: WantedChanges) -> Page[ChangeView]:
    """List changes of both kinds, the newest first."""
    both = _both().subquery()
    order = (both.c.at, both.c.source, both.c.id)
    query = select(both).order_by(*(column.desc() for column in order)).limit(asked.limit + 1)
    if wanted.actor is not None:
        query = query.where(both.c.actor == wanted.actor)
    if wanted.source is not None:
        query = query.where(both.c.source == SOURCES.index(wanted.source))
    if wanted.since is not None:
        query = query.where(both.c.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(both.c.at < wanted.until)
    if asked.after:
        query = query.where(tuple_(*order) < tuple_(*asked.after))
    rows = session.execute(query).all()
    return page(rows, asked, lambda row: (row.at, row.source, row.id), lambda shown: _views(session, shown))


def _both() -> CompoundSelect[int, int, datetime, str, str, str | None, str]:
    account = AccountEventRow
    of_accounts = select(
        literal(ACCOUNT).label("source"),
        account.id,
        account.at,
        account.actor,
        account.kind,
        (literal("user:") + cast(account.account_id, String)).label("about"),
        literal("{}").label("facts"),
    )
    change = ChangeRow
    of_setup = select(
        literal(SETUP).label("source"), change.id, change.at, change.actor, change.kind, change.about, change.facts
    )
    return of_accounts.union_all(of_setup)


def _views(session: Session, rows: Sequence[Any]) -> list[ChangeView]:
    who = actors.names(session, {row.actor for row in rows})
    names = _names(session, {row.about for row in rows if row.about})
    return [
        ChangeView(
            source=SOURCES[row.source],
            at=row.at,
            who=who[row.actor],
            kind=row.kind,
            about=names.get(row.about or ""),
            facts=json.loads(row.facts),
        )
        for row in rows
    ]


def _names(session: Session, abouts: Iterable[str]) -> dict[str, str]:
    """Read what is spoken of by its name, each kind in one statement; a patient is a number, as everywhere here."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for about in abouts:
        kind, _, key = about.partition(":")
        wanted[kind].append(int(key))
    found = {f"patient:{key}": str(key) for key in wanted["patient"]}
    for kind, (key_column, name_column) in NAMES.items():
        if wanted[kind]:
            query = select(key_column, name_column).where(key_column.in_(wanted[kind]))
            found |= {f"{kind}:{key}": name for key, name in session.execute(query)}
    return found
