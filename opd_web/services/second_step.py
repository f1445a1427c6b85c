"""The second step of a sign-in: a code of an app on the user's phone, or one of the codes kept for its loss."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp

from opd_web.engine.phrases import say
from opd_web.engine.roles import SYSTEM, Actor
from opd_web.services import _account, _sealed
from opd_web.services.refused import refuse
from opd_web.store import accounts, recovery_codes
from opd_web.store.people_models import AccountView
from opd_web.store.people_rows import AccountRow
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import unit_of_work

STEP_SECONDS = 30
CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
PASSWORD_FIRST = say("Sign in with the password first: a PIN does not set up a second step.")
WRONG = "This code is wrong, or was used already. Wait for the next one."


@dataclass(frozen=True)
class Waiting:
    """A secret that the user's app does not show codes of yet: as text, and as what a QR code says."""

    secret: str
    address: str


def begin(account_id: int, *, by_pin: bool = False, key: str, actor: Actor, now: datetime) -> None:
    """Make a secret for the user's app, which counts once a code of it was typed. Raise Refused.

    Not in the turn of a PIN: whoever looked over a shoulder would lock the user out with a phone of their own.
    """
    if by_pin:
        raise refuse("invalid", problem=PASSWORD_FIRST)
    sealed = _sealed.seal(secrets.token_bytes(20), key)
    with unit_of_work(actor, now) as work:
        row = _account.locked(work, account_id)
        if row.totp_since is not None:
            raise refuse("invalid", problem="You have a second step already. End it first.")
        row.totp_secret, row.totp_step = sealed, 0


def waiting(account_id: int, *, key: str) -> Waiting | None:
    """Give the secret that waits for its first code, None where there is none."""
    with reading() as session:
        row = accounts.by_id(session, account_id)
        if row is None or row.totp_secret is None or row.totp_since is not None:
            return None
        secret, issuer = _secret(row, key), accounts.hospital(session) or "OPD"
    if secret is None:
        return None
    return Waiting(secret, pyotp.TOTP(secret).provisioning_uri(name=row.username, issuer_name=issuer))


def confirm(
    account_id: int, code: str, *, by_pin: bool = False, key: str, actor: Actor, now: datetime
) -> tuple[str, ...]:
    """Ask for a code from now on; give the codes that stand in for a lost phone, shown once. Raise Refused."""
    if by_pin:
        raise refuse("invalid", "code", problem=PASSWORD_FIRST)
    codes = tuple(_recovery_code() for _ in range(CODES))
    with unit_of_work(actor, now) as work:
        row = _account.locked(work, account_id)
        if row.totp_since is not None or not _is_next(row, code, key, now):
            raise refuse("invalid", "code", problem=WRONG)
        row.totp_since = now
        recovery_codes.replace(work, row.id, map(_hash, codes))
        accounts.note(work, row, "second_step")
    return codes


def check(account_id: int, epoch: int, code: str, *, key: str, now: datetime) -> AccountView:
    """Give the user whose code this is, unless every sign-in ended since; it counts once. Raise Refused."""
    with unit_of_work(SYSTEM, now) as work:
        row = _account.locked(work, account_id)
        right = _is_next(row, code, key, now) or recovery_codes.take(work, row.id, _hash(code))
        if not row.active or row.epoch != epoch or row.totp_since is None or not right:
            raise refuse("invalid", "code", problem=WRONG)
        return accounts.view(work.session, row)


def end_for(account_id: int, *, actor: Actor, now: datetime) -> None:
    """Ask another user, who lost the phone, for no code any more. Raise Refused."""
    if actor.id == f"user:{account_id}":
        raise refuse("invalid", problem="End your own second step with your password, at your account.")
    end(account_id, actor=actor, now=now)


def end(account_id: int, *, actor: Actor, now: datetime) -> None:
    """Ask the user for no code any more. Raise Refused."""
    with unit_of_work(actor, now) as work:
        row = _account.locked(work, account_id)
        row.totp_secret, row.totp_since = None, None
        recovery_codes.replace(work, row.id, ())
        accounts.note(work, row, "no_second_step")


def _is_next(row: AccountRow, code: str, key: str, now: datetime) -> bool:
    """Tell whether it is a code of this half minute or of one beside it, later than the last that was used."""
    secret = _secret(row, key)
    if secret is None:
        return False
    this = int(now.timestamp()) // STEP_SECONDS
    typed = "".join(code.split())
    for step in (this, this + 1, this - 1):
        if step > row.totp_step and hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), typed.encode()):
            row.totp_step = step
            return True
    return False


def _secret(row: AccountRow, key: str) -> str | None:
    plain = _sealed.unseal(row.totp_secret, key) if row.totp_secret else None
    return base64.b32encode(plain).decode() if plain else None


def _recovery_code() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(6))


def _hash(code: str) -> str:
    # A code has 118 bits of chance: nobody guesses it, so a fast hash is enough.
    return hashlib.sha256("".join(code.split()).lower().encode()).hexdigest()
