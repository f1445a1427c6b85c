"""Names of those who act: events hold `user:3` and `key:7`, people read a name."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from opd_web.engine.phrases import Phrase
from opd_web.store.people_rows import AccountRow
from opd_web.store.program_rows import ApiKeyRow

TABLES: dict[str, type[AccountRow] | type[ApiKeyRow]] = {"user": AccountRow, "key": ApiKeyRow}


def names(session: Session, actors: Iterable[str]) -> dict[str, str]:
    """Give the name of each user and program; any other actor is called as it calls itself."""
    asked = set(actors)
    found: dict[str, str] = {actor: Phrase(actor) for actor in asked}
    for kind, table in TABLES.items():
        ids = [int(actor.partition(":")[2]) for actor in asked if actor.startswith(f"{kind}:")]
        rows = session.execute(select(table.id, table.name).where(table.id.in_(ids)))
        found |= {f"{kind}:{key}": name for key, name in rows}
    return found
