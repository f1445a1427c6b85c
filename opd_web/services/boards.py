"""Boards: the TVs of the waiting rooms."""

from collections.abc import Iterable
from datetime import datetime

from opd_web.engine.roles import Actor
from opd_web.services.refused import refuse
from opd_web.store import boards, screens
from opd_web.store.read_models import BoardEntry
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import unit_of_work


def every() -> tuple[BoardEntry, ...]:
    """List the boards in the order in which they were made."""
    with reading() as session:
        return boards.every(session)


def add(name: str, title: str, department_ids: Iterable[int], *, actor: Actor, now: datetime) -> int:
    """Add a board that shows these departments; give its id, which stands in its address. Raise Refused."""
    chosen = set(department_ids)
    with unit_of_work(actor, now) as work:
        if not chosen or not chosen <= {department.id for department in screens.departments(work.session)}:
            raise refuse("unknown_department", "department")
        return boards.add(work, name, title, chosen)
