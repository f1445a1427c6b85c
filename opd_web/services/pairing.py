"""Pairing a TV, in the manner of RFC 8628: it shows a code, an administrator approves it, it collects its token."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from opd_web.engine.phrases import say
from opd_web.engine.roles import SYSTEM, Actor
from opd_web.services.refused import refuse
from opd_web.store import boards, changes, pairings
from opd_web.store.board_models import PairingView
from opd_web.store.errors import Collision
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import unit_of_work

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowel, so that no word comes up, and nothing that looks like a digit."""

LENGTH = 6
LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True)
class NewPairing:
    """A code for the screen, and the secret that the TV's browser keeps: it is told once."""

    secret: str
    view: PairingView


@dataclass(frozen=True)
class Collected:
    """The board that a TV is from now on, and the token by which it shows that: it is told once."""

    board_id: int
    token: str


def begin(*, now: datetime) -> NewPairing:
    """Give a TV a code that nobody else has."""
    secret = secrets.token_urlsafe(32)
    for _ in range(5):
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        try:
            with unit_of_work(SYSTEM, now) as work:
                return NewPairing(secret, pairings.add(work, code, hashed(secret), now + LIFETIME))
        except Collision:
            continue
    raise refuse("busy")


def look(secret: str, *, now: datetime) -> PairingView | None:
    """Give the pairing of the TV that has this secret, None where it has none any more."""
    with reading() as session:
        return pairings.by_secret(session, hashed(secret), now)


def find(code: str, *, now: datetime) -> PairingView:
    """Find the TV that shows this code, however it is written. Raise Refused."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    with reading() as session:
        found = pairings.by_code(session, plain, now)
    if found is None:
        raise refuse("invalid", "code", problem=say("No TV shows this code now. Look at it again: a code changes."))
    return found


def get(pairing_id: int, *, actor: Actor, now: datetime) -> PairingView:
    """Give a TV that waits. Raise Refused where its code is over."""
    with unit_of_work(actor, now) as work:
        row = pairings.lock(work, pairing_id)
        if row is None or row.board_id is not None:
            raise refuse("not_found", what=say("TV that waits for this code; it shows a new one"))
        return pairings.view(row)


def approve(pairing_id: int, board_id: int, *, actor: Actor, now: datetime) -> None:
    """Let the TV become this board. Raise Refused."""
    with unit_of_work(actor, now) as work:
        row = pairings.lock(work, pairing_id)
        if row is None or row.board_id is not None:
            raise refuse("not_found", what=say("TV that waits for this code; it shows a new one"))
        if boards.lock(work, board_id) is None:
            raise refuse("not_found", "board", what=say("board"))
        row.board_id = board_id
        changes.note(work, "board_paired", f"board:{board_id}")


def collect(secret: str, *, now: datetime) -> Collected | None:
    """Give the TV its token, once; None while nobody has approved it. Raise Refused where its code is over.

    Whatever TV was this board before is so no more.
    """
    found = look(secret, now=now)
    if found is not None and found.board_id is None:
        return None
    with unit_of_work(SYSTEM, now) as work:
        row = pairings.lock(work, found.id) if found else None
        board = boards.lock(work, row.board_id) if row and row.board_id else None
        if row is None or board is None:
            raise refuse("not_found", what=say("code of this TV any more"))
        token = secrets.token_urlsafe(32)
        boards.pair(work, board, hashed(token))
        work.session.delete(row)
        return Collected(board.id, token)


def hashed(secret: str) -> str:
    """Give what is kept of a secret: it has 256 bits of chance, so a fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
