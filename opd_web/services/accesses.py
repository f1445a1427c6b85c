"""The reading log: who looked at which patient's data.

Logged is each deliberate look at one patient or a few: a search, a record or history, the panel of a token, a slip, an
export, and what an auditor looks up. Not logged are the lists that everybody at a desk or in a consulting room has in
front of them all day, and that the page fetches by itself every few seconds: who was signed in there stands in the
events, and a row for each poll would bury the looks that somebody chose to take. What programs read without a name
(tokens, slots) is not logged either.

A look is noted before it is shown: what cannot be noted is not shown.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from opd_web.engine.roles import Actor
from opd_web.services import _scope
from opd_web.store import accesses
from opd_web.store.accesses import AccessView, WantedAccess
from opd_web.store.paging import Asked, Page
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import unit_of_work

__all__ = ["AccessView", "Look", "WantedAccess", "listed", "note"]

PLAIN = re.compile(r"[A-Za-z0-9_.:/-]{0,80}")
"""A detail is a word for programs, such as `daily/2030-03-04.xlsx`: no room for a name or for what was searched for."""


class Look(StrEnum):
    """Through what somebody looked."""

    PATIENT_SEARCH = "patient_search"
    PATIENT = "patient"
    PATIENT_HISTORY = "patient_history"
    TOKEN_PANEL = "token_panel"  # noqa: S105  # no password
    SLIP = "slip"
    EXPORT = "export"
    AUDIT_PATIENT_SEARCH = "audit_patient_search"
    AUDIT_PATIENT = "audit_patient"
    AUDIT_TOKEN = "audit_token"  # noqa: S105  # no password
    AUDIT_EXPORT = "audit_export"


def note(
    what: str,
    *,
    patients: Iterable[int] = (),
    tokens: Iterable[int] = (),
    detail: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Write down one look at these patients (ids) or tokens (ids), in a transaction of its own, or in the caller's.

    `what` is one of Look, `detail` a word for programs. Raise ValueError for what is neither.
    """
    if not PLAIN.fullmatch(detail):
        raise ValueError("the detail of a look is a word for programs")
    with unit_of_work(actor, now) as work:
        accesses.add(work, Look(what), detail, patients, tokens)


def listed(asked: Asked, wanted: WantedAccess, *, actor: Actor) -> Page[AccessView]:
    """List looks, the newest first; who works in some departments only may ask about one token. Raise Refused."""
    if wanted.token_id is None:
        _scope.check_everywhere(actor)
    with reading() as session:
        return accesses.listed(session, asked, wanted)
