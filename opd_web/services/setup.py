"""The first start: a link that makes the first administrator, once and for half an hour."""

import hashlib
import secrets
from datetime import datetime, timedelta

from opd_web.engine.roles import SYSTEM, Actor, Role
from opd_web.services import _account
from opd_web.services.refused import refuse
from opd_web.store import accounts, setup_links
from opd_web.store.people_models import AccountView
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import unit_of_work

VALID_FOR = timedelta(minutes=30)
NO_LONGER = "This link was used, is older than 30 minutes, or was replaced by a newer one. Ask for a new one."


def new_link(*, actor: Actor, now: datetime) -> str | None:
    """Give the secret of a new link, which ends the one before; None where an administrator can sign in."""
    secret = secrets.token_urlsafe(24)
    with unit_of_work(actor, now) as work:
        if not setup_links.is_needed(work.session):
            return None
        setup_links.replace(work, _hash(secret), now + VALID_FOR)
    return secret


def is_open(secret: str, *, now: datetime) -> bool:
    """Tell whether the link still makes an administrator."""
    with reading() as session:
        return setup_links.is_needed(session) and setup_links.is_open(session, _hash(secret), now)


def make_administrator(secret: str, username: str, name: str, password: str, *, now: datetime) -> AccountView:
    """Make the first administrator and use the link up. Raise Refused."""
    _account.check(username, name, Role.ADMINISTRATOR, None)
    hashed = _account.hashed(password, username, name)
    with unit_of_work(SYSTEM, now) as work:
        if not setup_links.take(work, _hash(secret)) or not setup_links.is_needed(work.session):
            raise refuse("invalid", problem=NO_LONGER)
        row = _account.make(work, username, name, hashed, Role.ADMINISTRATOR)
        return accounts.view(work.session, row)


def _hash(secret: str) -> str:
    # The secret has 192 bits of chance: nobody guesses it, so a fast hash is enough.
    return hashlib.sha256(secret.encode()).hexdigest()
