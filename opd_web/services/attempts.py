"""How often a password may be tried: by account and browser, so that nobody elsewhere locks a nurse out at her desk.

A browser in which the user signed in before has tries of its own. All others share theirs for an account, and those of
one address share theirs for all accounts.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from opd_web.engine.roles import SYSTEM, Actor
from opd_web.services.refused import refuse
from opd_web.store import accounts, attempts
from opd_web.store.unit_of_work import unit_of_work

WINDOW = timedelta(minutes=15)
BY_ACCOUNT = 10
BY_ADDRESS = 50


@dataclass(frozen=True)
class Origin:
    """Where a try comes from: `browser` names one in which this user signed in before, None is any other."""

    browser: str | None
    address: str


def begin(username: str, origin: Origin, *, now: datetime) -> None:
    """Take one try, before the password is looked at: of many at once none is free. Raise Refused."""
    with unit_of_work(SYSTEM, now) as work:
        row = accounts.by_username(work.session, username)
        if row:
            # Held, so that two at once are counted one after the other.
            accounts.lock(work, row.id)
        for bucket, most in _buckets(username, origin):
            if attempts.count(work, bucket, now - WINDOW) >= most:
                raise refuse("rate_limited", "password", minutes=int(WINDOW.total_seconds() // 60))
        attempts.add(work, [bucket for bucket, _ in _buckets(username, origin)])


def succeed(username: str, origin: Origin, *, now: datetime) -> None:
    """Forget the tries of this user from here: the password was right in the end."""
    with unit_of_work(SYSTEM, now) as work:
        bucket, _ = next(_buckets(username, origin))
        attempts.clear(work, bucket)


def forget_old(*, actor: Actor, now: datetime) -> None:
    """Forget the tries that count no more."""
    with unit_of_work(actor, now) as work:
        attempts.forget(work, now - WINDOW)


def _buckets(username: str, origin: Origin) -> Iterator[tuple[str, int]]:
    who = username.strip().casefold()
    yield _hash(f"{who}@{origin.browser or 'elsewhere'}"), BY_ACCOUNT
    if origin.browser is None:
        yield _hash(f"from {origin.address}"), BY_ADDRESS


def _hash(text: str) -> str:
    # Not as it was typed: now and then somebody types a password where the user name belongs.
    return hashlib.sha256(text.encode()).hexdigest()
