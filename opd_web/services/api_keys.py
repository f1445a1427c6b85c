"""Keys of programs: made, listed, revoked, and looked up with each call of the HTTP API."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from opd_web.engine.roles import Actor, Role
from opd_web.services.refused import refuse
from opd_web.store import answers, api_keys, changes
from opd_web.store.errors import Busy
from opd_web.store.idempotency import kept
from opd_web.store.reading import reading
from opd_web.store.resources import ApiKeyView
from opd_web.store.unit_of_work import UnitOfWork, unit_of_work

PREFIX = "opd_"
"""What every key begins with, so that one that was published by mistake can be searched for."""


MADE_ALREADY = "This form made a key already, and a key is shown only once. Revoke it in the list if it was lost."


@dataclass(frozen=True)
class NewKey:
    """A key that was just made: `secret` is shown now and never again."""

    secret: str
    view: ApiKeyView


def create(
    name: str,
    role: Role,
    *,
    department_codes: Iterable[str] = (),
    doctor_id: int | None = None,
    expires_at: datetime | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> NewKey:
    """Make a key; without departments it works in all of them. Raise Refused.

    `once` names the form that asks: sent again it makes no second key, and the first is not shown again.
    """
    if not name.strip():
        raise refuse("invalid", "name", problem="A key needs a name: the program that will use it.")
    if expires_at is not None and expires_at <= now:
        raise refuse("invalid", "expires_at", problem="A key expires in the future.")
    secret = PREFIX + secrets.token_urlsafe(32)
    if doctor_id is not None and role != Role.DOCTOR:
        raise refuse("invalid", "doctor", problem="A doctor's key names its doctor, and no other key does.")
    with unit_of_work(actor, now) as work:
        _refuse_twice(work, once)
        departments = [_department(work, code) for code in department_codes]
        if doctor_id is not None and not api_keys.doctor_exists(work, doctor_id):
            raise refuse("not_found", "doctor", what="doctor")
        view = api_keys.add(work, name.strip(), _hash(secret), role, departments, doctor_id, expires_at)
        changes.note(work, "key_made", f"key:{view.id}", role=role.value)
    return NewKey(secret, view)


def _refuse_twice(work: UnitOfWork, once: str | None) -> None:
    if not once:
        return
    if answers.claim(work, kept(f"key-form:{once}"), "") is not None:
        raise refuse("invalid", None, problem=MADE_ALREADY)


def every() -> tuple[ApiKeyView, ...]:
    """List all keys, the ended ones too."""
    with reading() as session:
        return api_keys.every(session)


def revoke(key_id: int, *, actor: Actor, now: datetime) -> ApiKeyView:
    """End a key now. Raise Refused where there is no such key."""
    with unit_of_work(actor, now) as work:
        view = api_keys.revoke(work, key_id)
        if view is None:
            raise refuse("not_found", "key", what="key")
        if view.revoked_at == now:
            changes.note(work, "key_revoked", f"key:{key_id}")
        return view


def authenticate(secret: str, *, now: datetime) -> Actor:
    """Give who acts with this key. Raise Refused, with one sentence for every reason."""
    with reading() as session:
        row = api_keys.by_hash(session, _hash(secret))
        if row is None or not api_keys.is_valid(row, now):
            raise refuse("key_refused")
        actor = api_keys.actor(session, row)
        noted = api_keys.use_is_noted(row, now)
        key_id = row.id
    if not noted:
        _note_use(key_id, actor, now)
    return actor


def _note_use(key_id: int, actor: Actor, now: datetime) -> None:
    try:
        with unit_of_work(actor, now) as work:
            api_keys.note_use(work, key_id)
    except Busy:
        # The call itself matters more; the next one notes the use.
        return


def _department(work: UnitOfWork, code: str) -> int:
    found = api_keys.department_id(work, code)
    if found is None:
        raise refuse("not_found", "department", what=f"department {code}")
    return found


def _hash(secret: str) -> str:
    # A key has 256 bits of chance: nobody guesses it, so a fast hash is enough, and each call costs one.
    return hashlib.sha256(secret.encode()).hexdigest()
